import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Peer } from '../../../src/server/job-queue/model.js';
import { NaiveQueue, type Told } from './naive-queue.js';
import { QueueStage, submission } from './queue-stage.js';

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

/** What ends a turn: the store takes what has changed, or fails, or the server dies and begins anew. */
const turnEnd = fc.record({ do: fc.constantFrom('commit', 'commit', 'commit', 'failCommit', 'restart') });
const turns = fc.array(fc.oneof({ weight: 3, arbitrary: step }, { weight: 1, arbitrary: turnEnd }), {
  maxLength: 100,
  size: 'max',
});

type StepOf<T> = T extends fc.Arbitrary<infer U> ? U : never;
type Step = StepOf<typeof step> | StepOf<typeof turnEnd>;

/** The queue and the naive queue, side by side; what one is told the other is told as well. */
class Pair {
  stage: QueueStage;
  readonly naive: NaiveQueue;
  readonly peers = new Map<number, Peer>();
  #peersJoined = 0;
  /** Which of the slots 0 to 4 is which connection; a new one after each reconnection. */
  readonly #slots: number[] = [];

  constructor(maxLosses = 0) {
    this.stage = new QueueStage({ maxLosses });
    this.naive = new NaiveQueue(maxLosses);
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
        const wish = submission(functionName, wanted);
        stage.perform(stage.queue.submissions.submit(this.#peer(action.peer), wish, stage.nowMs));
        naive.submit(this.#number(action.peer), wanted);
        break;
      }
      case 'canDo':
        stage.queue.canDo(this.#peer(action.peer), action.functionName, action.timeoutMs);
        naive.canDo(this.#number(action.peer), action.functionName, action.timeoutMs);
        break;
      case 'cantDo':
        stage.cantDo(this.#peer(action.peer), action.functionName);
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
        stage.cancel(handle);
        naive.cancel(handle);
        break;
      }
      case 'reconnect':
        stage.leave(this.#peer(action.peer));
        naive.leave(this.#number(action.peer));
        this.#connect(action.peer, action.peer % 2 === 0);
        break;
      case 'commit':
        stage.commit();
        naive.commit();
        break;
      case 'failCommit':
        stage.failCommit();
        naive.failCommit();
        break;
      case 'restart':
        this.#restart();
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
        if (packet.type === 'ERROR' && packet.errorText === 'QUEUE_ERROR') told.push([number, 'refused']);
        else if (packet.type === 'NO_JOB' || packet.type === 'NOOP' || packet.type === 'ERROR')
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
    const from = this.peers.get(worker) as Peer;
    if (type === 'WORK_FAIL') this.stage.fail(from, handle);
    else if (type === 'WORK_COMPLETE') this.stage.complete(from, handle);
    else this.stage.exception(from, handle);
    this.naive.end(worker, handle, type);
  }

  #restart(): void {
    const { nowMs, isHolding, stored, options } = this.stage;
    const last = this.stage.queue.lastNumber;
    this.stage = new QueueStage(options, stored);
    Object.assign(this.stage, { nowMs, isHolding });
    const jobs = [...stored.values()].sort((a, b) => a.number - b.number);
    for (const job of jobs) this.stage.queue.submissions.restore(job, nowMs);
    this.stage.queue.skipNumbersTo(last);
    this.naive.restart();
    this.peers.clear();
    for (let slot = 0; slot < 5; slot++) this.#connect(slot, slot % 2 === 0);
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

function storedHandles(stage: QueueStage): string[] {
  return Array.from(stage.stored.keys(), (number) => stage.queue.handleOf(number)).sort();
}

function livingJobs(stage: QueueStage) {
  return [...stage.queue.view.jobs]
    .filter((job) => !job.isDead && !(job.state === 'delayed' && job.isIgnored))
    .map(({ handle, losses, background, cancelled, worker }) => ({
      handle,
      losses,
      background,
      cancelled,
      isRunning: worker !== undefined,
    }));
}

function livingNaiveJobs(naive: NaiveQueue) {
  return naive.living
    .map(({ handle, losses, background, cancelled, worker }) => ({
      handle,
      losses,
      background,
      cancelled,
      isRunning: worker !== undefined,
    }))
    .sort((a, b) => Number(a.handle.split(':')[2]) - Number(b.handle.split(':')[2]));
}

const SUBMIT = { do: 'submit', peer: 0, functionName: 'h', unique: 'u', priority: 'high', delayMs: 0 } as const;
const BACKGROUND: Step = { ...SUBMIT, background: true };
const DELAYED: Step = { ...SUBMIT, background: true, delayMs: 500 };
const FOREGROUND: Step = { ...SUBMIT, background: false };
const CAN_DO: Step = { do: 'canDo', peer: 2, functionName: 'h', timeoutMs: 0 };
const GRAB: Step = { do: 'grab', peer: 2 };
const FAIL_COMMIT: Step = { do: 'failCommit' };
const CANCEL: Step = { do: 'cancel', handleNumber: 1 };

/** A job of this turn is cancelled, and found dead by a worker or a client or by nobody, before the commit fails. */
const CANCELLED_BEFORE_THE_COMMIT = [
  [CAN_DO, BACKGROUND, CANCEL, GRAB],
  [BACKGROUND, CANCEL, FOREGROUND],
  [DELAYED, CANCEL, FOREGROUND],
  [BACKGROUND, CANCEL],
].map((steps): [Step[]] => [[...steps, FAIL_COMMIT]]);

describe('the job queue', () => {
  it.each([0, 2])(
    'does what a naive queue does, whatever happens in whatever order; %d losses are too many',
    (losses) => {
      fc.assert(
        fc.property(steps, (actions) => {
          const pair = new Pair(losses);
          for (const action of actions) {
            pair.take(action);
            pair.naive.commit();
            expect(pair.told()).toEqual(pair.toldByNaive());
            expect(livingJobs(pair.stage)).toEqual(livingNaiveJobs(pair.naive));
          }
        }),
        { numRuns: 400 },
      );
    },
  );

  it.each([0, 2])(
    'does so with a store that fails and a server that dies at times; %d losses are too many',
    (losses) => {
      fc.assert(
        fc.property(turns, (actions) => {
          const pair = new Pair(losses);
          pair.stage.isHolding = true;
          for (const action of actions) {
            pair.take(action);
            expect(livingJobs(pair.stage)).toEqual(livingNaiveJobs(pair.naive));
            expect(pair.told()).toEqual(pair.toldByNaive());
            expect(storedHandles(pair.stage)).toEqual([...pair.naive.kept.keys()].sort());
          }
        }),
        { numRuns: 800, examples: CANCELLED_BEFORE_THE_COMMIT },
      );
    },
  );

  it('loses no job that was acknowledged, whatever became of the store, and hands out none twice', () => {
    fc.assert(
      fc.property(turns, (actions) => {
        const pair = new Pair();
        pair.stage.isHolding = true;
        for (const action of actions) pair.take(action);
        pair.take({ do: 'commit' });
        pair.take({ do: 'restart' });
        pair.stage.isHolding = false;
        pair.stage.pass(10_000);
        const expected = storedHandles(pair.stage);
        const heir = pair.stage.worker('f', 'g', 'h');
        const given: string[] = [];
        for (let handle = pair.stage.grabHandle(heir); handle !== undefined; handle = pair.stage.grabHandle(heir)) {
          given.push(handle);
          pair.stage.complete(heir, handle);
        }
        expect(given.sort()).toEqual(expected);
        expect(pair.stage.stored.size).toBe(0);
      }),
      { numRuns: 200 },
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
        expect(given.sort()).toEqual(storedHandles(stage));
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
        const waits = new Set([...stage.queue.view.peers].flatMap((peer) => peer.waitingFor.elements()));
        expect([...waits].every((job) => jobs.includes(job))).toBe(true);
        const stored = jobs.filter((job) => job.background && !job.cancelled).map((job) => job.handle);
        expect(storedHandles(stage)).toEqual(stored.sort());
      }),
      { numRuns: 200 },
    );
  });
});
