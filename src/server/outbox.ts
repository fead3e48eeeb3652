import { StoreError, type StoreFault } from '../errors.js';
import { SERVER_ERRORS } from '../protocol/server-errors.js';
import { type Effect, refuse } from './job-queue/effect.js';
import type { JobQueue } from './job-queue/job-queue.js';
import type { IsRefused } from './job-queue/submissions.js';
import type { JobStore } from './job-store/job-store.js';

/** What is sent to a peer. */
export type SendEffect = Exclude<Effect, { readonly type: 'store' | 'remove' }>;

/** What is to be sent, or done in its order with what is sent. */
type Outgoing = SendEffect | (() => void);

/** What an outbox works with. */
export interface OutboxOptions {
  readonly queue: JobQueue;
  readonly store: JobStore | undefined;
  /** Sends something to a peer, if it is still there. */
  readonly send: (effect: SendEffect) => void;
  /** Sees to it that `commit` is called at the end of this turn of the loop. */
  readonly expectCommit: () => void;
  /** Sees to it that `commit` is called in a while, though nothing may happen until then. */
  readonly retryCommit: () => void;
  readonly nowMs: () => number;
  /** Hears of a store that has failed, once until it works again, and of the same failure once a minute at most. */
  readonly report: (error: StoreError) => void;
}

/** How long a store that fails again and again for the same reason is not told of again. */
const REPORT_AGAIN_MS = 60_000;

/** How many numbers are reserved at a time. */
const RESERVED_NUMBERS = 1000;

/**
 * Performs what the job queue wants done. With a store, from the first job on that is to be stored or removed everything
 * is held back in its order until the end of the turn, when one commit makes all changes durable:
 *
 *     sending ──store, remove──► holding ──commit──► all is sent ──► sending
 *                                   └──commit fails──► all is sent, but ERROR to those whose jobs are not stored ──► sending
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #held: Outgoing[] | undefined;
  #failing = false;
  #reported: { readonly fault: StoreFault; readonly atMs: number } | undefined;
  /** Up to this number the store knows that numbers may be given out. */
  #reservedNumber = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Whether the store did not take what it was last given. */
  get isFailing(): boolean {
    return this.#failing;
  }

  /** Performs effects in their order, now or after the commit. */
  perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'store') {
        this.#options.store?.add(effect.job);
        this.#held ??= [];
      } else if (effect.type === 'remove') {
        // Who is answered behind a report may rely on it: the job does not come back.
        this.#options.store?.remove(effect.number);
        this.#held ??= [];
      } else {
        if (effect.type === 'created') this.reserveFrom(effect.number);
        if (this.#held === undefined) this.#options.send(effect);
        else this.#held.push(effect);
      }
    }
    if (this.#options.store?.hasChanges) this.#options.expectCommit();
  }

  /**
   * Sees to it that the numbers after this one are given to no other job after a restart, whatever comes of these: only
   * the numbers of stored jobs are known then. They are reserved in blocks, so that this costs nothing.
   */
  reserveFrom(number: number): void {
    const { store } = this.#options;
    if (store === undefined || number <= this.#reservedNumber - RESERVED_NUMBERS / 2) return;
    this.#reservedNumber = number + RESERVED_NUMBERS;
    store.reach(this.#reservedNumber);
  }

  /** Does something when all that was to be sent before it is sent. */
  inOrder(action: () => void): void {
    if (this.#held === undefined) action();
    else this.#held.push(action);
  }

  /** Makes what has changed durable, and sends what was held for that. */
  commit(): void {
    if (this.#held === undefined && !this.#options.store?.hasChanges) return;
    const isRefused = this.#commitStore();
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const outgoing of held) {
      if (typeof outgoing === 'function') outgoing();
      else if (outgoing.type !== 'created' || !isRefused?.(outgoing)) this.#options.send(outgoing);
      else this.#options.send(refuse(outgoing.peer, SERVER_ERRORS.storeRefused));
    }
  }

  #commitStore(): IsRefused | undefined {
    const { queue, store, nowMs, report } = this.#options;
    try {
      store?.commit();
      queue.submissions.stored();
      this.#failing = false;
      return undefined;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (!this.#failing && !this.#wasReported(error)) {
        report(error);
        this.#reported = { fault: error.fault, atMs: nowMs() };
      }
      this.#failing = true;
      this.#options.retryCommit();
      return queue.submissions.refused(nowMs());
    }
  }

  /** Where the disk is full, small changes succeed between larger ones that fail: the log need not hear of each. */
  #wasReported({ fault }: StoreError): boolean {
    const { fault: before, atMs = 0 } = this.#reported ?? {};
    return fault === before && this.#options.nowMs() - atMs < REPORT_AGAIN_MS;
  }
}
