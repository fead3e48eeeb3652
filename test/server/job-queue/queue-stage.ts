import type { Packet } from '../../../src/protocol/index.js';
import { SERVER_ERRORS } from '../../../src/protocol/server-errors.js';
import type { GrabName } from '../../../src/server/job-queue/assignment.js';
import { type Effect, refuse } from '../../../src/server/job-queue/effect.js';
import { JobQueue } from '../../../src/server/job-queue/job-queue.js';
import type { Peer, Priority } from '../../../src/server/job-queue/model.js';
import type { QueueOptions } from '../../../src/server/job-queue/queue-options.js';
import { type Submission, submissionOf } from '../../../src/server/job-queue/submission.js';
import type { StoredJob } from '../../../src/server/job-store/job-store.js';

/** What a test may say about a job that it submits. */
export interface JobWish {
  readonly unique?: string;
  readonly workload?: Uint8Array;
  readonly priority?: Priority;
  readonly background?: boolean;
  readonly reducer?: string;
  readonly runAtEpochMs?: number;
}

/**
 * A job queue with a clock to turn by hand, whose packets are gathered per peer and whose store is a map. What is to be
 * stored is so at once, unless a test holds the commit back.
 */
export class QueueStage {
  readonly queue: JobQueue;
  readonly options: Partial<QueueOptions>;
  /** What would be there after a restart, by number. */
  readonly stored: Map<number, StoredJob>;
  nowMs = 1_000_000;
  /** Whether commits are left to the test, by `commit` and `failCommit`. */
  isHolding = false;
  readonly #inboxes = new Map<Peer, Packet[]>();
  #added = new Map<number, StoredJob>();
  #removed = new Set<number>();
  #held: Effect[] = [];

  constructor(options: Partial<QueueOptions> = {}, stored = new Map<number, StoredJob>()) {
    this.options = options;
    this.stored = stored;
    this.queue = new JobQueue({ handlePrefix: 'H:test', durable: true, ...options });
  }

  join(): Peer {
    const peer = this.queue.join('127.0.0.1');
    this.#inboxes.set(peer, []);
    return peer;
  }

  worker(...functionNames: string[]): Peer {
    const peer = this.join();
    for (const name of functionNames) this.queue.canDo(peer, name);
    return peer;
  }

  perform(effects: Effect[] | undefined): void {
    for (const effect of effects ?? []) {
      if (effect.type === 'store') this.#add(effect.job);
      else if (effect.type === 'remove') this.#remove(effect.number);
      else this.#held.push(effect);
    }
    if (!this.isHolding) this.commit();
  }

  /** Stores what is to be stored, and sends what was held for it. */
  commit(): void {
    for (const number of this.#removed) this.stored.delete(number);
    for (const [number, job] of this.#added) this.stored.set(number, job);
    this.#removed.clear();
    this.#added.clear();
    this.queue.submissions.stored();
    for (const effect of this.#held.splice(0)) this.#send(effect);
  }

  /** Stores nothing of what was to be stored; what was to be removed is so by the next commit. */
  failCommit(): void {
    this.#added.clear();
    const isRefused = this.queue.submissions.refused(this.nowMs);
    for (const effect of this.#held.splice(0)) {
      if (effect.type !== 'created' || !isRefused(effect)) this.#send(effect);
      else this.#send(refuse(effect.peer, SERVER_ERRORS.storeRefused));
    }
  }

  /** Takes what was sent to a peer since the last time. */
  received(peer: Peer): Packet[] {
    return this.#inboxes.get(peer)?.splice(0) ?? [];
  }

  /** Submits and gives the last packet of the answer. */
  submit(client: Peer, functionName: string, wish: JobWish = {}): Packet {
    this.perform(this.queue.submissions.submit(client, submission(functionName, wish), this.nowMs));
    return this.received(client).at(-1) as Packet;
  }

  /** Submits and gives the handle. */
  handleOf(client: Peer, functionName: string, wish: JobWish = {}): string {
    const reply = this.submit(client, functionName, wish);
    if (reply.type !== 'JOB_CREATED') throw new TypeError(`answered ${reply.type}`);
    return reply.handle;
  }

  /** Grabs and gives the answer. */
  grab(worker: Peer, grab: GrabName = 'GRAB_JOB'): Packet {
    this.perform(this.queue.grab(worker, grab, this.nowMs));
    return this.received(worker).at(-1) as Packet;
  }

  /** Grabs and gives the handle, or undefined for NO_JOB. */
  grabHandle(worker: Peer): string | undefined {
    const reply = this.grab(worker);
    return reply.type === 'JOB_ASSIGN' ? reply.handle : undefined;
  }

  complete(worker: Peer, handle: string, data: Uint8Array = new Uint8Array()): void {
    this.perform(this.queue.reports.complete(worker, { type: 'WORK_COMPLETE', handle, data }, this.nowMs));
  }

  fail(worker: Peer, handle: string): void {
    this.perform(this.queue.reports.fail(worker, handle, this.nowMs));
  }

  exception(worker: Peer, handle: string, data: Uint8Array = new Uint8Array()): void {
    this.perform(this.queue.reports.exception(worker, { type: 'WORK_EXCEPTION', handle, data }, this.nowMs));
  }

  cancel(handle: string): void {
    this.perform(this.queue.cancel(handle, this.nowMs));
  }

  cantDo(worker: Peer, functionName: string): void {
    this.perform(this.queue.cantDo(worker, functionName, this.nowMs));
  }

  preSleep(worker: Peer): Packet[] {
    this.perform(this.queue.preSleep(worker));
    return this.received(worker);
  }

  leave(peer: Peer): void {
    this.perform(this.queue.leave(peer, this.nowMs));
    this.#inboxes.delete(peer);
  }

  /** Turns the clock and does what has fallen due. */
  pass(ms: number): void {
    this.nowMs += ms;
    this.perform(this.queue.tick(this.nowMs));
  }

  /** The row of `show jobs` for a handle, as numbers. */
  jobRow(handle: string): { losses: number; ignored: boolean; background: boolean } | undefined {
    const job = this.queue.view.findJob(handle);
    return job && { losses: job.losses, ignored: job.isIgnored, background: job.background };
  }

  /** Tells whether the job with this handle would be there after a restart. */
  isStored(handle: string): boolean {
    return this.stored.has(Number(handle.split(':')[2]));
  }

  #add(job: StoredJob): void {
    this.#removed.delete(job.number);
    this.#added.set(job.number, job);
  }

  #remove(number: number): void {
    if (!this.#added.delete(number)) this.#removed.add(number);
  }

  #send(effect: Effect): void {
    if (effect.type === 'send') this.#inboxes.get(effect.peer)?.push(effect.packet);
    if (effect.type !== 'created') return;
    this.#inboxes.get(effect.peer)?.push({ type: 'JOB_CREATED', handle: this.queue.handleOf(effect.number) });
  }
}

/** A foreground job of normal priority without an ID, unless wished otherwise. */
export function submission(functionName: string, wish: JobWish = {}): Submission {
  const { unique = '', workload = new Uint8Array(), priority = 'normal', reducer = '', runAtEpochMs = 0 } = wish;
  const content = { functionName, unique, workload, priority, reducer, runAtEpochMs };
  return submissionOf(content, wish.background ?? false);
}

/** The bytes of an ASCII text. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
