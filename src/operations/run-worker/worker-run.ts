import { setTimeout as delay } from 'node:timers/promises';
import { ConnectError, ConnectionLostError, type GearctlError, NoServerError, SystemError } from '../../errors.js';
import { type Job, Worker, type WorkerEvent, type WorkerOptions } from '../../worker/index.js';
import type { JobRunner, Trouble } from './job-runner.js';
import { StartFailures } from './start-failures.js';
import { type StopEvent, type StopState, step } from './stop-state.js';
import type { JobFacts, WorkEventTaker } from './work-event.js';
import { jobFacts, WorkReporter } from './work-reporter.js';

/** What a worker is to do, and when it ends by itself. */
export interface WorkerWish {
  readonly functions: readonly string[];
  /** How many jobs run at a time. */
  readonly slots: number;
  /** Its servers, and who it is to them. */
  readonly worker: Omit<WorkerOptions, 'concurrency' | 'onEvent'>;
  /** Ends after so many jobs; those that went back to the server do not count. Default: never. */
  readonly maxJobs?: number | undefined;
  /** Ends after so long without a job. Default: never. */
  readonly idleExitMs?: number | undefined;
  /** How long a drain may take before the running jobs are stopped and given back; 0 for ever. */
  readonly drainTimeoutMs: number;
  /** The wait after a command could not be started, which doubles with each further time. Default: 500. */
  readonly startBackoffMs?: number | undefined;
  readonly pid: number;
}

/** A worker from its start to its end. */
export class WorkerRun {
  readonly #wish: WorkerWish;
  readonly #runner: JobRunner;
  readonly #tell: WorkEventTaker;
  readonly #worker: Worker;
  readonly #startFailures: StartFailures;
  readonly #running = new Map<Job, JobFacts>();
  readonly #leaving = new AbortController();
  #state: StopState = 'working';
  #drainTimer: NodeJS.Timeout | undefined;
  #failure: GearctlError | undefined;
  #taken = 0;
  #done = 0;

  /** Connects to nothing yet. Throws AddressError, NameError and UsageError for a wish that cannot be. */
  constructor(wish: WorkerWish, runner: JobRunner, tell: WorkEventTaker) {
    this.#wish = wish;
    this.#runner = runner;
    this.#tell = tell;
    const onEvent = (event: WorkerEvent) => {
      if (event.type === 'job-started') this.#running.set(event.job, jobFacts(event));
      if (event.type === 'report-refused' && event.error.isAccessDenied) this.#giveUp(event.error);
      reporter.note(event);
    };
    this.#worker = new Worker({ ...wish.worker, concurrency: wish.slots, onEvent });
    const reporter = new WorkReporter(
      { ...wish, reconnects: wish.worker.reconnect ?? true },
      this.#worker.servers,
      tell,
    );
    this.#startFailures = new StartFailures(wish.startBackoffMs ?? 500);
    for (const name of wish.functions) this.#worker.register(name, (job) => this.#handle(job));
  }

  /**
   * Works until it is told to stop, or has done what it was to do. Resolves with the state that it ended in, when no
   * process of any job is left. Rejects with SystemError when commands cannot be started, with AbortedError when
   * workloads cannot be written, with ServerError when a server's rules forbid the work, and with NoServerError when none is left and none is to be tried again.
   */
  async run(): Promise<StopState> {
    try {
      await this.#work();
    } catch (error) {
      throw error instanceof ConnectionLostError ? noServer(error) : error;
    } finally {
      clearTimeout(this.#drainTimer);
      await this.#runner.close();
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#state;
  }

  /** Takes a step towards the end. */
  stop(event: StopEvent): void {
    const before = this.#state;
    this.#state = step(before, event);
    if (this.#state !== before) this.#enter(this.#state);
  }

  async #work(): Promise<void> {
    const { maxJobs = Number.POSITIVE_INFINITY, idleExitMs } = this.#wish;
    while (this.#state === 'working' && this.#done < maxJobs) {
      const wanted = maxJobs - this.#done;
      this.#taken = 0;
      await this.#worker.run({ maxJobs: wanted, ...(idleExitMs !== undefined && { idleTimeoutMs: idleExitMs }) });
      // With fewer it was not their number that ended it.
      if (this.#taken < wanted) return;
    }
  }

  #enter(state: StopState): void {
    const running = this.#running.size;
    this.#leaving.abort();
    switch (state) {
      case 'working':
        break;
      case 'draining':
        void this.#tell({ type: 'drain', running });
        void this.#worker.stop();
        this.#limitDrain();
        break;
      case 'stopping':
        void this.#tell({ type: 'stop', running });
        void this.#worker.giveBack();
        break;
      case 'killing':
        void this.#tell({ type: 'kill', running });
        void this.#worker.giveBack();
        this.#runner.kill();
    }
  }

  #limitDrain(): void {
    const { drainTimeoutMs } = this.#wish;
    if (drainTimeoutMs > 0) this.#drainTimer = setTimeout(() => this.stop('drain-expired'), drainTimeoutMs);
  }

  async #handle(job: Job): Promise<Uint8Array> {
    const facts = this.#running.get(job) as JobFacts;
    const startedAt = performance.now();
    this.#taken += 1;
    const { result, trouble, ...ending } = await this.#runner.run(job, facts);
    this.#running.delete(job);
    const durationMs = performance.now() - startedAt;
    await this.#tell({ type: 'end', job: facts, ...ending, durationMs, bytesIn: job.workload.length });
    if (ending.end !== 'requeued') this.#done += 1;
    if (trouble === undefined) this.#startFailures.started(facts.slot);
    else await this.#suffer(trouble, facts.slot);
    return result;
  }

  /** Keeps the slot from the next job for a while; or ends the worker, when that is of no use. */
  async #suffer({ error, isFatal }: Trouble, slot: number): Promise<void> {
    const delayMs = isFatal ? undefined : this.#startFailures.failed(slot);
    if (delayMs !== undefined) {
      await delay(delayMs, undefined, { signal: this.#leaving.signal }).catch(() => undefined);
      return;
    }
    this.#giveUp(isFatal ? error : hopeless(error));
  }

  #giveUp(error: GearctlError): void {
    this.#failure ??= error;
    this.stop('broken');
  }
}

function hopeless(cause: GearctlError): SystemError {
  const hint = cause.hint === undefined ? {} : { hint: cause.hint };
  return new SystemError(`the command could not be started again and again: ${cause.message}`, { ...hint, cause });
}

/** A connection that broke is a server that cannot be reached, when it is not to be tried again. */
function noServer(cause: ConnectionLostError): NoServerError {
  return new NoServerError([new ConnectError(cause.server, 'ECONNRESET', cause.message, { cause })], { cause });
}
