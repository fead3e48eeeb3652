import type { GearctlError } from '../../../errors.js';
import type { WorkerEvent } from '../../../worker/index.js';
import type { JobRunner } from '../job-runner.js';
import { journalEntry } from '../journal-entry.js';
import { type StopEvent, type StopState, step } from '../stop-state.js';
import type { WorkEventTaker } from '../work-event.js';
import { type EndedJob, type FunctionWish, FunctionWorker, type FunctionWorkerOwner } from './function-worker.js';
import { IdleExit } from './idle-exit.js';
import { jobSourceFor } from './job-source.js';
import { PoolReporter } from './pool-reporter.js';
import { type PoolStatus, statusOf } from './pool-status.js';
import type { PoolWish } from './pool-wish.js';

/** Prepares to do the jobs of a function. Rejects with what keeps it from being done. */
export type RunnerOpener = (wish: FunctionWish) => Promise<JobRunner>;

/** Workers of one or more functions, from their start to their end; functions may come, change and go meanwhile. */
export class WorkerPool implements FunctionWorkerOwner {
  readonly id: string;
  readonly #wish: PoolWish;
  readonly #open: RunnerOpener;
  readonly #tell: WorkEventTaker;
  readonly #reporter: PoolReporter<FunctionWorker>;
  readonly #idle: IdleExit<FunctionWorker>;
  readonly #startedAtMs = Date.now();
  /** Those that take jobs, by the first of their functions. */
  readonly #current = new Map<string, FunctionWorker>();
  /** All that have not ended, and their ends. */
  readonly #alive = new Map<FunctionWorker, Promise<void>>();
  #state: StopState = 'working';
  #isPaused = false;
  #hasRun = false;
  #isOver = false;
  #drainTimer: NodeJS.Timeout | undefined;
  #lifeTimer: NodeJS.Timeout | undefined;
  #failure: GearctlError | undefined;
  #done = 0;

  private constructor(wish: PoolWish, open: RunnerOpener, tell: WorkEventTaker) {
    this.id = wish.id;
    this.#wish = wish;
    this.#open = open;
    this.#tell = tell;
    this.#reporter = new PoolReporter(wish, tell);
    this.#idle = new IdleExit(wish, () => this.#endIdle());
  }

  /**
   * Prepares a pool; nothing is connected before `run`, which cleans up too, as `close` does without it. Rejects with
   * CommandNotFoundError, CommandNotExecutableError, UsageError, NameError or AddressError for what cannot be, and with
   * SystemError when the system refuses what commands need.
   */
  static async open(wish: PoolWish, open: RunnerOpener, tell: WorkEventTaker): Promise<WorkerPool> {
    const pool = new WorkerPool(wish, open, tell);
    for (const worker of await pool.#opened(wish.functions)) pool.#adopt(worker);
    return pool;
  }

  get state(): StopState {
    return this.#state;
  }

  get jobsLeft(): number {
    return (this.#wish.maxJobs ?? Number.POSITIVE_INFINITY) - this.#done;
  }

  /**
   * Works until it is told to stop, or has done what it was to do. Resolves with the state that it ended in, when no
   * process of any job is left. Rejects with SystemError when commands cannot be started, with AbortedError when
   * workloads cannot be written, with JobFailedError for an exit code that is to stop it, with ServerError when a server's
   * rules forbid the work, and with NoServerError when none is left and none is to be tried again.
   */
  async run(): Promise<StopState> {
    const { maxTimeMs } = this.#wish;
    this.#hasRun = true;
    if (maxTimeMs !== undefined) this.#lifeTimer = setTimeout(() => this.stop('over'), maxTimeMs);
    for (const worker of this.#current.values()) this.#start(worker);
    this.#lookIdle();
    while (this.#alive.size > 0) await Promise.race(this.#alive.values());
    this.#isOver = true;
    for (const timer of [this.#drainTimer, this.#lifeTimer]) clearTimeout(timer);
    this.#idle.stop();
    if (this.#failure !== undefined) throw this.#failure;
    return this.#state;
  }

  /** Ends a pool that has never run, and is not going to. */
  async close(): Promise<void> {
    if (!this.#hasRun) await Promise.all([...this.#current.values()].map((worker) => worker.close()));
  }

  /** Takes a step towards the end, unless that is past. */
  stop(event: StopEvent): void {
    if (this.#isOver) return;
    const before = this.#state;
    this.#state = step(before, event);
    if (this.#state !== before) this.#enter(this.#state);
  }

  /**
   * Has other functions from now on: `gone` are taken no more, `changed` are done in a new way. Jobs that run end in the
   * way in which they began. Rejects, and changes nothing, when one of them cannot be opened.
   */
  async change({ added, gone, changed }: FunctionChanges): Promise<void> {
    const fresh = await this.#opened([...added, ...changed]);
    if (this.#state !== 'working') {
      await Promise.all(fresh.map((worker) => worker.close()));
      return;
    }
    for (const name of [...gone, ...changed.map(({ functions }) => keyOf(functions))]) this.#current.get(name)?.drain();
    for (const name of gone) this.#current.delete(name);
    for (const worker of fresh) {
      this.#adopt(worker);
      this.#start(worker);
    }
  }

  /** Has all functions done by new workers, as they are; what runs may end. */
  async renew(): Promise<void> {
    await this.change({ added: [], gone: [], changed: [...this.#current.values()].map(({ wish }) => wish) });
  }

  /** Does so many jobs of a function at a time from now on. Rejects with SystemError when there is no room for more. */
  async setSlots(functionName: string, slots: number): Promise<void> {
    await this.#current.get(functionName)?.setSlots(slots);
  }

  /** Does so many jobs of each function at a time more than before, or less, but never none. */
  async addSlots(count: number): Promise<void> {
    if (this.#state !== 'working') return;
    const workers = [...this.#current.values()];
    await Promise.all(workers.map((worker) => worker.addSlots(count)));
    await this.#tell({ type: 'slots', groups: workers.map(({ functions, slots }) => ({ functions, slots })) });
  }

  /** Takes nothing new until `resume`; what runs may end. */
  pause(): void {
    this.#setPaused(true);
  }

  /** Takes jobs again. */
  resume(): void {
    this.#setPaused(false);
  }

  /** How it stands at the moment. */
  status(): PoolStatus {
    const { id, pid } = this.#wish;
    const state = this.#state === 'working' && this.#isPaused ? 'paused' : this.#state;
    const facts = { id, pid, state, startedAtMs: this.#startedAtMs, servers: this.#reporter.servers } as const;
    return statusOf(facts, [...new Set([...this.#current.values(), ...this.#alive.keys()])]);
  }

  told(worker: FunctionWorker, event: WorkerEvent): void {
    if (event.type === 'report-refused' && event.error.isAccessDenied) this.gaveUp(event.error);
    this.#reporter.note(worker, event);
    if (event.type === 'job-started' || event.type === 'job-ended') this.#lookIdle();
    if (event.type === 'job-started' || event.type === 'empty') {
      this.#idle.found(worker, event.type === 'job-started', this.#current.values());
    }
  }

  async ended({ wish }: FunctionWorker, { job, facts, ending, startedAtMs, durationMs }: EndedJob): Promise<void> {
    const { journal, pid } = this.#wish;
    const workerId = wish.worker.id ?? this.id;
    const entry = journalEntry(job, facts, ending, { startedAtMs, endedAtMs: Date.now(), workerId, pid });
    if (entry !== undefined) journal?.add(entry);
    const { end, message, exitCode, signal, bytesOut } = ending;
    const told = { end, message, exitCode, signal, bytesOut, bytesIn: job.workload.length };
    await this.#tell({ type: 'end', job: facts, ...told, durationMs });
    if (ending.end === 'requeued') return;
    this.#done += 1;
    if (this.jobsLeft <= 0) this.#finish();
  }

  gaveUp(error: GearctlError): void {
    this.#failure ??= error;
    this.stop('over');
  }

  get #running(): number {
    let running = 0;
    for (const worker of this.#alive.keys()) running += worker.running;
    return running;
  }

  /** Opens all workers or none. */
  async #opened(wishes: readonly FunctionWish[]): Promise<FunctionWorker[]> {
    const opened: FunctionWorker[] = [];
    try {
      for (const wish of wishes) {
        const runner = await this.#open(wish);
        try {
          opened.push(new FunctionWorker(wish, runner, await jobSourceFor(wish.settings), this));
        } catch (error) {
          await runner.close();
          throw error;
        }
      }
    } catch (error) {
      await Promise.all(opened.map((worker) => worker.close()));
      throw error;
    }
    return opened;
  }

  #adopt(worker: FunctionWorker): void {
    this.#current.set(keyOf(worker.wish.functions), worker);
    this.#reporter.add(worker);
    if (this.#isPaused) worker.pause();
  }

  #start(worker: FunctionWorker): void {
    const end = worker
      .run()
      .catch((error: GearctlError) => this.gaveUp(error))
      .then(() => {
        this.#alive.delete(worker);
        this.#reporter.remove(worker);
      });
    this.#alive.set(worker, end);
  }

  #enter(state: StopState): void {
    const running = this.#running;
    const { onDrainTimeout = 'requeue', drainTimeoutMs } = this.#wish;
    const workers = [...this.#alive.keys()];
    switch (state) {
      case 'working':
        break;
      case 'draining':
        void this.#tell({ type: 'drain', running });
        for (const worker of workers) worker.drain();
        if (drainTimeoutMs > 0) this.#drainTimer = setTimeout(() => this.stop('drain-expired'), drainTimeoutMs);
        break;
      case 'stopping':
        void this.#tell({ type: 'stop', running, onDrainTimeout });
        for (const worker of workers) worker.cutShort();
        break;
      case 'killing':
        void this.#tell({ type: 'kill', running });
        for (const worker of workers) worker.kill();
    }
  }

  #setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused || this.#state !== 'working') return;
    this.#isPaused = isPaused;
    for (const worker of this.#current.values()) {
      if (isPaused) worker.pause();
      else worker.resume();
    }
    this.#lookIdle();
    void this.#tell({ type: isPaused ? 'pause' : 'resume', running: this.#running });
  }

  /** Ends without a word, for this is what was wanted. */
  #finish(): void {
    for (const worker of this.#alive.keys()) worker.drain();
  }

  #lookIdle(): void {
    this.#idle.look(() => !this.#isPaused && this.#running === 0);
  }

  #endIdle(): void {
    const { unreachable } = this.#reporter;
    if (unreachable !== undefined) this.gaveUp(unreachable);
    else this.#finish();
  }
}

/** What is to be different in a pool. Functions are named by the first of those that a worker has. */
export interface FunctionChanges {
  readonly added: readonly FunctionWish[];
  readonly gone: readonly string[];
  readonly changed: readonly FunctionWish[];
}

function keyOf([first = '']: readonly string[]): string {
  return first;
}
