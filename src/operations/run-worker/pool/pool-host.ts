import { hostname } from 'node:os';
import { UsageError } from '../../../errors.js';
import { openStarter } from '../../../exec/open-starter.js';
import type { SharedJournal } from '../../../journal/index.js';
import { writePidFile } from '../../pid-file.js';
import type { FunctionSettings } from '../function-settings.js';
import type { PoolSettings } from '../pool-file/pool-settings.js';
import type { StopEvent, StopState } from '../stop-state.js';
import type { WorkEventTaker } from '../work-event.js';
import { workerId } from '../worker-id.js';
import { FunctionWishes } from './function-wishes.js';
import type { FunctionWish } from './function-worker.js';
import type { HostWish } from './host-wish.js';
import type { Closers } from './observer.js';
import { withObservers } from './observers.js';
import { openRunner } from './open-runner.js';
import { type PoolStatus, statusDocument } from './pool-status.js';
import type { Reload } from './reload.js';
import { WorkerPool } from './worker-pool.js';

/** A pool of workers with its journal, its files and whoever steers it. */
export class PoolHost {
  readonly #pool: WorkerPool;
  readonly #reload: Reload | undefined;
  readonly #closers: Closers;
  readonly #tell: WorkEventTaker;

  private constructor(pool: WorkerPool, reload: Reload | undefined, closers: Closers, tell: WorkEventTaker) {
    this.#pool = pool;
    this.#reload = reload;
    this.#closers = closers;
    this.#tell = tell;
  }

  /**
   * Prepares it; no server is connected to before `run`, which has to be called, for it cleans up too. Rejects as
   * `WorkerPool.open` does, with ConfigError for the file, and with FileCreationError for files that cannot be written.
   */
  static async open(wish: HostWish, tell: WorkEventTaker): Promise<PoolHost> {
    const closers: Closers = [];
    try {
      return await PoolHost.#open(wish, tell, closers);
    } catch (error) {
      await closeAll(closers);
      throw error;
    }
  }

  static async #open(wish: HostWish, tell: WorkEventTaker, closers: Closers): Promise<PoolHost> {
    const { source, pidFile, statusFile, isControlled } = wish;
    const described = source.type === 'file' ? await source.read() : undefined;
    const makers = new FunctionWishes(wish);
    const functions = makers.all(described);
    const journal = await openJournal(wish, tell);
    if (journal !== undefined) closers.push(() => journal.close());
    let pool: WorkerPool | undefined;
    const hears = await withObservers(wish, tell, closers, () => pool?.status());
    pool = await openPool(wish, functions, journal, hears, closers);
    if (pidFile !== undefined) closers.push(await writePidFile(pidFile, wish.pid));
    if (statusFile !== undefined) closers.push(await openStatusFile(statusFile, pool, tell));
    const reload =
      source.type === 'file' && described && (await openReload(pool, described, source.read, makers, hears));
    const service = new PoolHost(pool, reload || undefined, closers, tell);
    if (isControlled) {
      const { ControlFunction } = await import('./control-function.js');
      const control = new ControlFunction({ pool, restart: () => service.restart() }, makers.connection(described));
      closers.push(() => control.close());
    }
    return service;
  }

  /** Works until it is told to stop or has done what it was to do. Resolves and rejects as `WorkerPool.run` does. */
  async run(): Promise<StopState> {
    try {
      return await this.#pool.run();
    } finally {
      await closeAll(this.#closers);
    }
  }

  /** Takes a step towards the end. */
  stop(event: StopEvent): void {
    this.#pool.stop(event);
  }

  /** Reads its file anew, where it has one, and does what it says now. */
  async reload(): Promise<void> {
    if (this.#reload !== undefined) await this.#reload.reload();
    else await this.#tell({ type: 'warning', message: 'nothing is read anew: there is no --config' });
  }

  /** Begins anew with all functions, with new connections and new processes; what runs may end. */
  async restart(): Promise<void> {
    if (this.#reload !== undefined) await this.#reload.restart();
    else await this.#pool.renew();
  }

  /** Does so many jobs of each function at a time more than before, or less. */
  addSlots(count: number): Promise<void> {
    return this.#pool.addSlots(count);
  }

  /** Takes nothing new until `resume`; what runs may end. */
  pause(): void {
    this.#pool.pause();
  }

  resume(): void {
    this.#pool.resume();
  }

  status(): PoolStatus {
    return this.#pool.status();
  }
}

async function openPool(
  wish: HostWish,
  functions: readonly FunctionWish[],
  journal: SharedJournal | undefined,
  tell: WorkEventTaker,
  closers: Closers,
): Promise<WorkerPool> {
  const {
    id = workerId(
      hostname(),
      functions.flatMap((each) => each.functions),
    ),
    pid,
    worker,
    print,
  } = wish;
  if (functions.some(({ settings }) => settings.action.type === 'print') && print === undefined) {
    throw new UsageError('there is a function without a command');
  }
  const starter = await openStarter();
  closers.push(() => starter.close());
  const { program, onLost = 'kill', bytesJson, isUnwanted } = wish;
  const open = (each: FunctionWish) =>
    openRunner(each.settings, {
      ...{ identity: { id: each.worker.id ?? id, pid, program }, tell, connection: each.worker },
      ...{
        onLost,
        cutOff: each.cutOff,
        bytesJson,
        starter,
        isUnwanted,
        print,
        keptBytes: journal?.maxResultBytes ?? 0,
      },
    });
  const poolWish = { ...wish, id, functions, journal, reconnects: worker.reconnect ?? true };
  const pool = await WorkerPool.open(poolWish, open, tell);
  closers.push(() => pool.close());
  return pool;
}

async function openJournal({ journal }: HostWish, tell: WorkEventTaker): Promise<SharedJournal | undefined> {
  if (journal === undefined) return undefined;
  const { openSharedJournal } = await import('../../../journal/shared-journal.js');
  const onTrouble = (error: Error) => void tell({ type: 'warning', message: error.message });
  return openSharedJournal(journal, { onTrouble });
}

async function openStatusFile(path: string, pool: WorkerPool, tell: WorkEventTaker): Promise<() => Promise<void>> {
  const { StatusFile } = await import('./status-file.js');
  const text = () => `${JSON.stringify(statusDocument(pool.status(), Date.now()))}\n`;
  const onTrouble = (error: Error) => void tell({ type: 'warning', message: error.message });
  const file = await StatusFile.open(path, text, onTrouble);
  return () => file.close();
}

async function openReload(
  pool: WorkerPool,
  described: PoolSettings,
  read: () => Promise<PoolSettings>,
  makers: FunctionWishes,
  tell: WorkEventTaker,
): Promise<Reload> {
  const { Reload } = await import('./reload.js');
  const wishFor = (settings: FunctionSettings, next: PoolSettings) => makers.one(settings, next);
  return new Reload(pool, described, { read, wishFor }, tell);
}

async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
