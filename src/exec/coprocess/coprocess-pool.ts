import { Coprocess, type CoprocessStatus } from './coprocess.js';
import type { CoprocessEnd, CoprocessJob } from './coprocess-job.js';
import type { CoprocessSettings } from './coprocess-settings.js';

/** What a pool is made of. */
export interface PoolSettings {
  /** One co-process does the jobs of all slots; else each slot has its own, which does one at a time. */
  readonly isShared: boolean;
  /** Makes the settings for the co-process of a slot, or 0 for the one that is shared. */
  readonly settingsOf: (slot: number) => CoprocessSettings;
  /** Ends the wait for those that are being opened. */
  readonly signal?: AbortSignal | undefined;
}

/** The co-processes of a number of slots, which count from 1 and have one job at a time each. */
export class CoprocessPool {
  readonly #settings: PoolSettings;
  readonly #leaving = new Set<Promise<void>>();
  #coprocesses: Coprocess[] = [];

  /** Nothing is started before `setSlots`. */
  constructor(settings: PoolSettings) {
    this.#settings = settings;
  }

  /** The co-processes, in the order of their slots. */
  get status(): readonly CoprocessStatus[] {
    return this.#coprocesses.map((coprocess) => coprocess.status);
  }

  /**
   * Changes how many slots there are; rejects as `Coprocess.open` does, and then has as many as before. Those that are too
   * many must have no job; their co-processes end in the background.
   */
  async setSlots(slots: number): Promise<void> {
    const { isShared, settingsOf, signal } = this.#settings;
    const count = isShared ? 1 : slots;
    const kept = this.#coprocesses.slice(0, count);
    const missing = Array.from({ length: count - kept.length }, (_, index) => (isShared ? 0 : kept.length + index + 1));
    const opened = await Promise.allSettled(missing.map((slot) => Coprocess.open(settingsOf(slot), signal)));
    const added = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failure = opened.find((result) => result.status === 'rejected');
    for (const coprocess of failure === undefined ? this.#coprocesses.slice(count) : added) this.#close(coprocess);
    if (failure !== undefined) throw failure.reason;
    this.#coprocesses = [...kept, ...added];
  }

  /** Has a job done by the co-process of a slot. Rejects never. */
  async run(slot: number, job: CoprocessJob): Promise<CoprocessEnd> {
    const coprocess = this.#coprocesses[this.#settings.isShared ? 0 : slot - 1];
    return coprocess === undefined ? { type: 'cancelled' } : coprocess.run(job);
  }

  /** Kills all processes at once. */
  kill(): void {
    for (const coprocess of this.#coprocesses) coprocess.kill();
  }

  /** Ends all co-processes; resolves when no process is left. */
  async close(): Promise<void> {
    for (const coprocess of this.#coprocesses) this.#close(coprocess);
    await Promise.all(this.#leaving);
  }

  #close(coprocess: Coprocess): void {
    const closed = coprocess.close().finally(() => this.#leaving.delete(closed));
    this.#leaving.add(closed);
  }
}
