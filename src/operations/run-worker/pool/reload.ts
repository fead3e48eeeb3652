import type { GearctlError } from '../../../errors.js';
import type { FunctionSettings } from '../function-settings.js';
import { poolDiff, poolDiffLines } from '../pool-file/pool-diff.js';
import type { PoolSettings } from '../pool-file/pool-settings.js';
import type { WorkEventTaker } from '../work-event.js';
import type { FunctionWish } from './function-worker.js';
import type { WorkerPool } from './worker-pool.js';

/** What a pool is reloaded by. */
export interface ReloadSource {
  /** Reads and checks the file anew. Rejects with ConfigError. */
  read(): Promise<PoolSettings>;
  wishFor(settings: FunctionSettings, pool: PoolSettings): FunctionWish;
}

/** Has a pool do what its file says now. One reload at a time; those that are asked for meanwhile are one more. */
export class Reload {
  readonly #pool: WorkerPool;
  readonly #source: ReloadSource;
  readonly #tell: WorkEventTaker;
  #settings: PoolSettings;
  #busy: Promise<void> | undefined;
  #isWanted = false;

  /** The settings are those that the pool was opened with. */
  constructor(pool: WorkerPool, settings: PoolSettings, source: ReloadSource, tell: WorkEventTaker) {
    this.#pool = pool;
    this.#settings = settings;
    this.#source = source;
    this.#tell = tell;
  }

  /** Reads the file and does what it says; whatever is wrong with it is told, and then nothing changes. */
  reload(): Promise<void> {
    this.#isWanted = true;
    this.#busy ??= this.#work().finally(() => {
      this.#busy = undefined;
    });
    return this.#busy;
  }

  /** Begins anew with all functions, as the file has them now: with new connections and new processes. */
  async restart(): Promise<void> {
    await this.#busy;
    await this.#apply(true);
  }

  async #work(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#apply(false);
    }
  }

  async #apply(isWhole: boolean): Promise<void> {
    try {
      const next = await this.#source.read();
      const lines = await this.#change(next, isWhole);
      this.#settings = next;
      await this.#tell({ type: 'reload', changes: lines });
    } catch (error) {
      const { message } = error as GearctlError;
      // A file with several mistakes has a line for each, and an event of the log is one line.
      await this.#tell({ type: 'warning', message: `nothing is changed: ${message.replaceAll('\n', '; ')}` });
    }
  }

  async #change(next: PoolSettings, isWhole: boolean): Promise<string[]> {
    const diff = poolDiff(this.#settings, next);
    const wish = (settings: FunctionSettings) => this.#source.wishFor(settings, next);
    const isNew = new Set(diff.added.map(({ functionName }) => functionName));
    const isAll = isWhole || diff.servers;
    const resized = isAll ? [] : diff.changed.filter(({ keys }) => keys.every((key) => key === 'jobs'));
    const other = isAll
      ? next.functions.filter(({ functionName }) => !isNew.has(functionName))
      : diff.changed.filter((change) => !resized.includes(change)).map(({ after }) => after);
    await this.#pool.change({
      added: diff.added.map(wish),
      gone: diff.removed.map(({ functionName }) => functionName),
      changed: other.map(wish),
    });
    for (const { after } of resized) await this.#pool.setSlots(after.functionName, after.slots);
    return poolDiffLines(diff);
  }
}
