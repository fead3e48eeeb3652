import type { Packet } from '../../../src/protocol/index.js';
import type { GrabName } from '../../../src/server/job-queue/assignment.js';
import type { Effect, JobRecord } from '../../../src/server/job-queue/effect.js';
import { JobQueue } from '../../../src/server/job-queue/job-queue.js';
import type { Peer, Submission } from '../../../src/server/job-queue/model.js';

/** A job queue with a clock to turn by hand, whose packets are gathered per peer and whose store is a map. */
export class QueueStage {
  readonly queue = new JobQueue('H:test');
  readonly stored = new Map<string, JobRecord>();
  nowMs = 1_000_000;
  readonly #inboxes = new Map<Peer, Packet[]>();

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
      if (effect.type === 'send') this.#inboxes.get(effect.peer)?.push(effect.packet);
      else if (effect.type === 'store') this.stored.set(effect.record.handle, effect.record);
      else this.stored.delete(effect.handle);
    }
  }

  /** Takes what was sent to a peer since the last time. */
  received(peer: Peer): Packet[] {
    return this.#inboxes.get(peer)?.splice(0) ?? [];
  }

  /** Submits and gives the last packet of the answer. */
  submit(client: Peer, functionName: string, more: Partial<Submission> = {}): Packet {
    const submission = { ...submissionOf(functionName), ...more };
    this.perform(this.queue.submit(client, submission, this.nowMs));
    return this.received(client).at(-1) as Packet;
  }

  /** Submits and gives the handle. */
  handleOf(client: Peer, functionName: string, more: Partial<Submission> = {}): string {
    const reply = this.submit(client, functionName, more);
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
    this.perform(this.queue.workComplete(worker, { type: 'WORK_COMPLETE', handle, data }));
  }

  preSleep(worker: Peer): Packet[] {
    this.perform(this.queue.preSleep(worker));
    return this.received(worker);
  }

  leave(peer: Peer): void {
    this.perform(this.queue.leave(peer));
    this.#inboxes.delete(peer);
  }

  /** Turns the clock and does what has fallen due. */
  pass(ms: number): void {
    this.nowMs += ms;
    this.perform(this.queue.tick(this.nowMs));
  }

  /** The row of `show jobs` for a handle, as numbers. */
  jobRow(handle: string): { retries: number; ignored: boolean; background: boolean } | undefined {
    const job = this.queue.view.findJob(handle);
    return job && { retries: job.retries, ignored: job.isIgnored, background: job.background };
  }
}

/** A foreground job of normal priority without an ID. */
export function submissionOf(functionName: string): Submission {
  return {
    functionName,
    unique: '',
    workload: new Uint8Array(),
    priority: 'normal',
    background: false,
    reducer: '',
    runAtEpochMs: 0,
  };
}

/** The bytes of an ASCII text. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
