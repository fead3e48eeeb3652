import { hostname } from 'node:os';
import { UsageError } from '../../../errors.js';
import { openStarter } from '../../../exec/open-starter.js';
import type { SharedJournal } from '../../../journal/index.js';
import type { WorkerOptions } from '../../../worker/index.js';
import { checkFunctionName } from '../../function-name.js';
import { writePidFile } from '../../pid-file.js';
import type { FunctionSettings } from '../function-settings.js';
import type { PayloadSettings } from '../payload-output.js';
import type { PoolSettings } from '../pool-file/pool-settings.js';
import { MAX_SLOTS } from '../pool-file/values/slots.js';
import type { StopEvent, StopState } from '../stop-state.js';
import type { WorkEventTaker } from '../work-event.js';
import type { WorkerContext } from '../worker-context.js';
import { workerId } from '../worker-id.js';
import type { FunctionWish } from './function-worker.js';
import { openRunner } from './open-runner.js';
import { type PoolStatus, statusDocument } from './pool-status.js';
import type { Reload } from './reload.js';
import { type PoolWish, WorkerPool } from './worker-pool.js';

/** The wait after a command could not be started for the first time, in ms. */
const START_BACKOFF_MS = 500;

/** What a worker does: functions that share the slots of one settings, or what a file says, read anew with each call. */
export type WorkSource =
  | { readonly type: 'functions'; readonly functions: readonly string[]; readonly settings: FunctionSettings }
  | { readonly type: 'file'; readonly read: () => Promise<PoolSettings> };

/** A worker with all that belongs to its life as a service. */
export interface HostWish extends Omit<PoolWish, 'id' | 'functions' | 'reconnects' | 'journal'> {
  readonly source: WorkSource;
  /** The client ID. Default: made of the machine and the functions. */
  readonly id?: string | undefined;
  /** Its servers, unless the file names others, and how it works with them. */
  readonly worker: Omit<WorkerOptions, 'concurrency' | 'onEvent' | 'id'>;
  /** Whether the servers of `worker` count more than those of a file. */
  readonly prefersOwnServers?: boolean;
  readonly startBackoffMs?: number | undefined;
  /** Where the workloads of functions without a command are printed. */
  readonly print?: PayloadSettings | undefined;
  /** The folder of the journal; undefined for none. */
  readonly journal?: string | undefined;
  readonly pidFile?: string | undefined;
  readonly statusFile?: string | undefined;
  /** Whether systemd is told how it stands. */
  readonly notifies?: boolean;
  /** Whether it takes commands from afar. */
  readonly isControlled?: boolean;
  /** Where systemd says how it is told. */
  readonly env?: NodeJS.ProcessEnv;
  /** The path of this program, for commands that want to run it. */
  readonly program?: string | undefined;
  /** What becomes of a command whose job was lost with its server. Default: it is ended. */
  readonly onLost?: WorkerContext['onLost'];
  readonly bytesJson: WorkerContext['bytesJson'];
}

/** What is closed at the end, the last one first. */
type Closers = (() => Promise<unknown>)[];

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
   * `WorkerPool.open` does, with ConfigError for the file, and with SystemError for files that cannot be written.
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
    const { source, pidFile, statusFile, isControlled, notifies } = wish;
    const described = source.type === 'file' ? await source.read() : undefined;
    const makers = new FunctionWishes(wish);
    const functions = makers.all(described);
    const journal = await openJournal(wish, tell);
    if (journal !== undefined) closers.push(() => journal.close());
    const hears = notifies ? await withNotices(wish, tell, closers) : tell;
    const pool = await openPool(wish, functions, journal, hears, closers);
    if (pidFile !== undefined) closers.push(await writePidFile(pidFile, wish.pid));
    if (statusFile !== undefined) closers.push(await openStatusFile(statusFile, pool, tell));
    const reload =
      source.type === 'file' && described && (await openReload(pool, described, source.read, makers, tell));
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

/** Makes wishes of settings: who a worker is, and which servers it works for. */
class FunctionWishes {
  readonly #wish: HostWish;

  constructor(wish: HostWish) {
    this.#wish = wish;
  }

  /** For all functions: those of the file, if there is one. */
  all(described: PoolSettings | undefined): FunctionWish[] {
    const { source } = this.#wish;
    if (described !== undefined) return described.functions.map((settings) => this.one(settings, described));
    return source.type === 'file' ? [] : [this.#made(source.functions, source.settings, undefined)];
  }

  /** For one function of the file. */
  one(settings: FunctionSettings, described: PoolSettings): FunctionWish {
    return this.#made([Buffer.from(settings.functionName, 'latin1').toString()], settings, described);
  }

  /** How servers are reached. */
  connection(described: PoolSettings | undefined): HostWish['worker'] {
    const { worker, prefersOwnServers = false } = this.#wish;
    const servers = described?.servers;
    return servers === undefined || prefersOwnServers ? worker : { ...worker, servers };
  }

  #made(functions: readonly string[], settings: FunctionSettings, described: PoolSettings | undefined): FunctionWish {
    functions.forEach(checkFunctionName);
    if (settings.slots > MAX_SLOTS) throw new UsageError(`${settings.slots} jobs at a time are too many`);
    const { id, startBackoffMs = START_BACKOFF_MS } = this.#wish;
    const ownId = id === undefined ? workerId(hostname(), functions) : id;
    const workersId = described === undefined || id === undefined ? ownId : workerId(id, functions);
    return { functions, settings, worker: { ...this.connection(described), id: workersId }, startBackoffMs };
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
  const { program, onLost = 'kill', bytesJson } = wish;
  const open = (each: FunctionWish) =>
    openRunner(each.settings, {
      ...{ identity: { id: each.worker.id ?? id, pid, program }, tell, connection: each.worker },
      ...{ onLost, bytesJson, starter, print, keptBytes: journal?.maxResultBytes ?? 0 },
    });
  return WorkerPool.open({ ...wish, id, functions, journal, reconnects: worker.reconnect ?? true }, open, tell);
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

/** Tells systemd as well what it wants to hear of all that happens. */
async function withNotices(wish: HostWish, tell: WorkEventTaker, closers: Closers): Promise<WorkEventTaker> {
  const { SystemdNotice } = await import('./systemd-notice.js');
  const notice = new SystemdNotice(wish.env ?? {}, wish.pid, tell);
  closers.push(() => notice.stopping('ended'));
  return (event) => {
    if (event.type === 'ready') void notice.ready('taking jobs');
    if (event.type === 'drain') void notice.stopping(`${event.running} jobs are running`);
    return tell(event);
  };
}

async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
