import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { errnoOf } from './errno.js';

/** How many processes are looked at before others get their turn: a millisecond or two. */
const AT_A_TIME = 64;

/**
 * True when a process group has a member that is more than a zombie. True also where the system does not tell: only
 * Linux does, and not to those who have no descriptor left.
 *
 * A signal cannot find that out: it reaches zombies too. And those may stay for long, when the process that inherited
 * them does not reap them, as in a container without an init.
 */
export async function hasLivingMember(group: number): Promise<boolean> {
  const names = processNames();
  // Most often it is the leader who lives.
  if (names.length === 0 || isLivingMember(`${group}`, group)) return true;
  for (const [index, name] of names.entries()) {
    if (isLivingMember(name, group)) return true;
    if (index % AT_A_TIME === AT_A_TIME - 1) await turn();
  }
  return false;
}

function processNames(): string[] {
  if (process.platform !== 'linux') return [];
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Reads without the thread pool, on whose turns a busy machine would have us wait for seconds. */
function isLivingMember(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // "pid (name) state parent group …", where the name may hold anything.
    const [state, , memberOf] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(memberOf) === group && state !== 'Z' && state !== 'X';
  } catch (error) {
    // Any other: it has gone just now.
    return errnoOf(error) === 'EMFILE' || errnoOf(error) === 'ENFILE';
  }
}
