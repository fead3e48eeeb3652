import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Peer } from '../../../src/server/job-queue/model.js';
import { NaiveQueue, type Told } from './naive-queue.js';
import { bytes, QueueStage, submissionOf } from './queue-stage.js';

const functionName = fc.constantFrom('f', 'g', 'h');
const peer = fc.nat(4);
const handleNumber = fc.integer({ min: 1, max: 25 });

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      peer,
      functionName,
      unique: fc.constantFrom('', '', 'u', 'v'),
      priority: fc.constantFrom('high' as const, 'normal' as const, 'low' as const),
      background: fc.boolean(),
      delayMs: fc.constantFrom(0, 0, 0, 500, 3000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('canDo' as const),
      peer,
      functionName,
      timeoutMs: fc.constantFrom(0, 2000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cantDo' as const), peer, functionName }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('grab' as const), peer }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('preSleep' as const), peer }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      type: fc.constantFrom('WORK_COMPLETE' as const, 'WORK_FAIL' as const, 'WORK_EXCEPTION' as const),
      held: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('endAnyone' as const), peer, handleNumber }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), handleNumber }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reconnect' as const), peer }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 499, 1000, 2000) }) },
);
const steps = fc.array(step, { maxLength: 80, size: 'max' });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The queue and the naive queue, side by side; what one is told the other is told as well. */
class Pair {
  readonly stage = new QueueStage();
  readonly naive = new NaiveQueue();
  readonly peers = new Map<number, Peer>();
  #peersJoined = 0;
  /** Which of the slots 0 to 4 is which connection; a new one after each reconnection. */
  readonly #slots: number[] = [];

  constructor() {
    this.naive.nowMs = this.stage.nowMs;
    for (let slot = 0; slot < 5; slot++) this.#connect(slot, slot % 2 === 0);
  }

  take(action: Step): void {
    const { stage, naive } = this;
    switch (action.do) {
      case 'submit': {
        const { functionName, unique, priority, background, delayMs } = action;
        const runAtEpochMs = background && delayMs > 0 ? stage.nowMs + delayMs : 0;
        const wanted = { functionName, unique, priority, background, runAtEpochMs };
        stage.perform(
          stage.queue.submit(this.#peer(action.peer), { ...submissionOf(functionName), ...wanted }, stage.nowMs),
        );
        naive.submit(this.#number(action.peer), wanted);
        break;
      }
      case 'canDo':
        stage.queue.canDo(this.#peer(action.peer), action.functionName, action.timeoutMs);
        naive.canDo(this.#number(action.peer), action.functionName, action.timeoutMs);
        break;
      case 'cantDo':
        stage.perform(stage.queue.cantDo(this.#peer(action.peer), action.functionName));
        naive.cantDo(this.#number(action.peer), action.functionName);
        break;
      case 'grab':
        stage.perform(stage.queue.grab(this.#peer(action.peer), 'GRAB_JOB', stage.nowMs));
        naive.grab(this.#number(action.peer));
        break;
      case 'preSleep':
        stage.perform(stage.queue.preSleep(this.#peer(action.peer)));
        naive.preSleep(this.#number(action.peer));
        break;
      case 'end': {
        const running = naive.jobs.filter((job) => job.worker !== undefined);
        const job = running[action.held % running.length];
        if (job?.worker !== undefined) this.#end(job.worker, job.handle, action.type);
        break;
      }
      case 'endAnyone':
        this.#end(this.#number(action.peer), `H:test:${action.handleNumber}`, 'WORK_COMPLETE');
        break;
      case 'cancel': {
        // When the queue sweeps a dead job is its own affair, so what is dead already is left alone.
        const handle = `H:test:${action.handleNumber}`;
        if (!naive.living.some((job) => job.handle === handle)) break;
        stage.perform(stage.queue.cancel(handle));
        naive.cancel(handle);
        break;
      }
      case 'reconnect':
        stage.perform(stage.queue.leave(this.#peer(action.peer)));
        naive.leave(this.#number(action.peer));
        this.#connect(action.peer, action.peer % 2 === 0);
        break;
      case 'pass':
        stage.pass(action.ms);
        naive.pass(action.ms);
        break;
    }
  }

  /** Takes what everyone was told by the queue since the last time. */
  told(): Told[] {
    const told: Told[] = [];
    for (const [number, peer] of this.peers) {
      for (const packet of this.stage.received(peer)) {
        if (packet.type === 'NO_JOB' || packet.type === 'NOOP' || packet.type === 'ERROR')
          told.push([number, packet.type]);
        else if ('handle' in packet) told.push([number, packet.type, packet.handle]);
      }
    }
    return told;
  }

  /** Takes what everyone should have been told, per peer in the same order. */
  toldByNaive(): Told[] {
    const told = this.naive.told.toSorted((a, b) => a[0] - b[0]);
    this.naive.told = [];
    return told;
  }

  #end(worker: number, handle: string, type: 'WORK_COMPLETE' | 'WORK_FAIL' | 'WORK_EXCEPTION'): void {
    const { queue } = this.stage;
    const from = this.peers.get(worker) as Peer;
    const data = bytes('r');
    if (type === 'WORK_FAIL') this.stage.perform(queue.workFail(from, handle));
    else if (type === 'WORK_COMPLETE') this.stage.perform(queue.workComplete(from, { type, handle, data }));
    else this.stage.perform(queue.workException(from, { type, handle, data }));
    this.naive.end(worker, handle, type);
  }

  #connect(slot: number, exceptions: boolean): void {
    this.#peersJoined += 1;
    const joined = this.stage.join();
    joined.wantsExceptions = exceptions;
    this.peers.set(this.#peersJoined, joined);
    this.naive.join(this.#peersJoined);
    const naivePeer = this.naive.peers.get(this.#peersJoined);
    if (naivePeer !== undefined) naivePeer.exceptions = exceptions;
    this.#slots[slot] = this.#peersJoined;
  }

  #number(slot: number): number {
    return this.#slots[slot] as number;
  }

  #peer(slot: number): Peer {
    return this.peers.get(this.#number(slot)) as Peer;
  }
}

function livingJobs(stage: QueueStage) {
  return [...stage.queue.view.jobs]
    .filter((job) => !job.isDead && !(job.state === 'delayed' && job.isIgnored))
    .map(({ handle, retries, background, cancelled, worker }) => ({
      handle,
      retries,
      background,
      cancelled,
      worker: worker?.number,
    }));
}

describe('the job queue', () => {
  it('does what a naive queue does, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(steps, (actions) => {
        const pair = new Pair();
        for (const action of actions) {
          pair.take(action);
          expect(pair.told()).toEqual(pair.toldByNaive());
          const expected = pair.naive.living
            .map(({ handle, retries, background, cancelled, worker }) => ({
              handle,
              retries,
              background,
              cancelled,
              worker,
            }))
            .sort((a, b) => Number(a.handle.split(':')[2]) - Number(b.handle.split(':')[2]));
          expect(livingJobs(pair.stage)).toEqual(expected);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('loses no background job and hands none out twice, though everybody leaves', () => {
    fc.assert(
      fc.property(steps, (actions) => {
        const pair = new Pair();
        const { stage } = pair;
        for (const action of actions) pair.take(action);
        for (const peer of stage.queue.view.peers) stage.leave(peer);
        stage.pass(10_000);
        const heir = stage.worker('f', 'g', 'h');
        const given: string[] = [];
        for (let handle = stage.grabHandle(heir); handle !== undefined; handle = stage.grabHandle(heir))
          given.push(handle);
        expect(given.sort()).toEqual([...stage.stored.keys()].sort());
        for (const handle of given) stage.complete(heir, handle);
        expect([...stage.queue.view.jobs]).toEqual([]);
        expect(stage.stored.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps count: totals, lines and time-outs are those of its jobs after any history', () => {
    fc.assert(
      fc.property(steps, (actions) => {
        const pair = new Pair();
        const { stage } = pair;
        for (const action of actions) pair.take(action);
        const jobs = [...stage.queue.view.jobs];
        for (const known of stage.queue.view.functions) {
          const own = jobs.filter((job) => job.function === known);
          const { high, normal, low } = known.queued;
          expect(known.total).toBe(own.length);
          expect(known.running).toBe(own.filter((job) => job.state === 'running').length);
          expect(known.delayed).toBe(own.filter((job) => job.state === 'delayed').length);
          expect(high.length + normal.length + low.length).toBe(own.filter((job) => job.state === 'queued').length);
        }
        const waits = new Set([...stage.queue.view.peers].flatMap((peer) => [...peer.waitingFor]));
        expect([...waits].every((job) => jobs.includes(job))).toBe(true);
        const stored = jobs.filter((job) => job.background && !job.cancelled).map((job) => job.handle);
        expect([...stage.stored.keys()].sort()).toEqual(stored.sort());
      }),
      { numRuns: 200 },
    );
  });
});
