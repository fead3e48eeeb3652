/** Who can do what, and who sleeps: a sleeper stands with each of its functions, so that a job finds whom to wake. */
import { type Effect, send } from './effect.js';
import { Ability, type JobFunction, type Peer } from './model.js';

/** Registers a function with a worker, in front of those registered before. A sleeping worker is not woken for it. */
export function addAbility(peer: Peer, jobFunction: JobFunction, timeoutMs: number): void {
  peer.abilities.prepend(new Ability(jobFunction, timeoutMs));
  jobFunction.workers += 1;
  if (peer.sleep === 'asleep') jobFunction.sleepers.add(peer);
}

/** Takes away all of a worker's registrations, or those of one function. */
export function removeAbilities(peer: Peer, only?: JobFunction): void {
  for (const ability of peer.abilities) {
    if (only !== undefined && ability.function !== only) continue;
    peer.abilities.remove(ability);
    ability.function.workers -= 1;
    ability.function.sleepers.delete(peer);
  }
}

/** Puts a worker to sleep. One that was woken and has not grabbed since is not woken again. */
export function fallAsleep(peer: Peer): void {
  if (peer.sleep === 'woken') return;
  peer.sleep = 'asleep';
  for (const ability of peer.abilities) ability.function.sleepers.add(peer);
}

/** Notes that a worker is up, whoever woke it. */
export function getUp(peer: Peer): void {
  stopSleeping(peer);
  peer.sleep = 'awake';
}

/** Wakes those who sleep and can do this function: so many of them at most, who sleep longest; 0 is all. */
export function wakeSleepers(jobFunction: JobFunction, atMost: number, effects: Effect[]): void {
  let woken = 0;
  for (const peer of jobFunction.sleepers) {
    stopSleeping(peer);
    peer.sleep = 'woken';
    effects.push(send(peer, { type: 'NOOP' }));
    woken += 1;
    if (woken === atMost) return;
  }
}

function stopSleeping(peer: Peer): void {
  if (peer.sleep !== 'asleep') return;
  for (const ability of peer.abilities) ability.function.sleepers.delete(peer);
}
