import { setTimeout as delay } from 'node:timers/promises';
import { ConnectError, ConnectionLostError, type GearctlError, NoServerError, SystemError } from '../../../errors.js';
import type { Job, WorkerEvent, WorkerOptions } from '../../../worker/index.js';
import type { JobSource } from '../../../worker/shared-worker.js';
import { Pace } from '../../submit-jobs/rate.js';
import type { CutOff } from '../cut-off.js';
import type { FunctionSettings } from '../function-settings.js';
import type { JobEnding, JobRunner, SlotStatus, Trouble } from '../job-runner.js';
import { StartFailures } from '../start-failures.js';
import { type JobFacts, jobFacts } from '../work-event.js';
import type { MakeJobSource } from './job-source.js';

/** What one worker of a pool is there for: jobs of some functions, all done the same way, in slots that they share. */
export interface FunctionWish {
  readonly functions: readonly string[];
  readonly settings: FunctionSettings;
  readonly worker: Omit<WorkerOptions, 'concurrency' | 'onEvent'>;
  /** The first wait after a command could not be started, in ms; it doubles with each further time. */
  readonly startBackoffMs: number;
  /** Has the jobs fail that it has no time for. Default: they are given back. */
  readonly cutOff?: CutOff | undefined;
}

/** A job that is over, as far as this worker is concerned. */
export interface EndedJob {
  readonly job: Job;
  readonly facts: JobFacts;
  readonly ending: JobEnding;
  /** In milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** Who has such a worker. */
export interface FunctionWorkerOwner {
  /** How many jobs it may still take; with 0 it ends. */
  readonly jobsLeft: number;
  told(worker: FunctionWorker, event: WorkerEvent): void;
  /** Resolves when it is written down. */
  ended(worker: FunctionWorker, ended: EndedJob): Promise<void>;
  /** There is no use in going on. */
  gaveUp(error: GearctlError): void;
}

/** What has become of the jobs of a worker so far. */
export interface JobCounts {
  readonly complete: number;
  readonly failed: number;
  readonly requeued: number;
}

/** The worker of one function of a pool, from its start to its end. */
export class FunctionWorker {
  readonly wish: FunctionWish;
  readonly #runner: JobRunner;
  readonly #owner: FunctionWorkerOwner;
  readonly #worker: JobSource;
  readonly #startFailures: StartFailures;
  readonly #pace: Pace | undefined;
  readonly #running = new Map<Job, JobFacts>();
  readonly #leaving = new AbortController();
  readonly #counts = { complete: 0, failed: 0, requeued: 0 };
  #slotChange: Promise<void> = Promise.resolve();
  #taken = 0;
  #isCut = false;

  /** Connects to nothing yet. The runner is closed at the end. Throws AddressError, NameError and UsageError. */
  constructor(wish: FunctionWish, runner: JobRunner, makeSource: MakeJobSource, owner: FunctionWorkerOwner) {
    const { settings, functions, worker, startBackoffMs } = wish;
    const { ratePerSecond, time } = settings;
    this.wish = wish;
    this.#runner = runner;
    this.#owner = owner;
    const onEvent = (event: WorkerEvent) => {
      if (event.type === 'job-started') this.#running.set(event.job, jobFacts(event));
      owner.told(this, event);
    };
    this.#worker = makeSource({ ...worker, concurrency: settings.slots, maxGrabs: settings.grabs, onEvent });
    this.#startFailures = new StartFailures(startBackoffMs);
    this.#pace = ratePerSecond === undefined ? undefined : new Pace(1000 / ratePerSecond, () => performance.now());
    const options = time.serverTimeoutMs > 0 ? { timeoutMs: time.serverTimeoutMs } : {};
    for (const name of functions) this.#worker.register(name, (job) => this.#handle(job), options);
  }

  get functions(): readonly string[] {
    return this.wish.functions;
  }

  /** The labels of its servers. */
  get servers(): readonly string[] {
    return this.#worker.servers;
  }

  /** How many jobs it does at a time, at the most. */
  get slots(): number {
    return this.#worker.concurrency;
  }

  get isPaused(): boolean {
    return this.#worker.paused;
  }

  get running(): number {
    return this.#running.size;
  }

  get counts(): JobCounts {
    return { ...this.#counts };
  }

  /** What its slots are doing. */
  status(): readonly SlotStatus[] {
    return this.#runner.status?.() ?? [];
  }

  /**
   * Works until it is told to stop or may take no more jobs. Resolves when no process of any job is left. Rejects with
   * NoServerError when no server is left and none is to be tried again.
   */
  async run(): Promise<void> {
    try {
      for (let wanted = this.#owner.jobsLeft; wanted > 0 && !this.#isLeaving; wanted = this.#owner.jobsLeft) {
        this.#taken = 0;
        await this.#worker.run({ maxJobs: wanted });
        // With fewer it was not their number that ended it.
        if (this.#taken < wanted) return;
      }
    } catch (error) {
      throw error instanceof ConnectionLostError ? noServer(error) : error;
    } finally {
      await this.close();
    }
  }

  /** Ends what there is before it has run, or after. */
  async close(): Promise<void> {
    await this.#runner.close();
  }

  /** Takes nothing new; what runs may end. */
  drain(): void {
    this.#leave();
    void this.#worker.stop();
  }

  /** Ends the commands of its jobs, which go back to their servers, or fail where they are to be cut off. */
  cutShort(): void {
    const { cutOff } = this.wish;
    if (cutOff === undefined) {
      this.#giveBack();
      return;
    }
    this.drain();
    this.#isCut = true;
    for (const job of this.#running.keys()) cutOff.cut(job);
  }

  /** Gives its jobs back, and kills what runs. */
  kill(): void {
    this.#giveBack();
    this.#runner.kill();
  }

  /** Takes nothing new until `resume`; what runs may end. */
  pause(): void {
    this.#worker.pause();
  }

  resume(): void {
    this.#worker.resume();
  }

  /** Does so many jobs at a time from now on. Rejects with SystemError when there is no room for more. */
  setSlots(slots: number): Promise<void> {
    return this.#changeSlots(() => slots);
  }

  /** Does so many jobs at a time more than before, or less, but never none. Rejects with SystemError as well. */
  addSlots(count: number): Promise<void> {
    return this.#changeSlots(() => Math.max(1, this.slots + count));
  }

  /** One change after another, so that each is reckoned from what the one before has made. */
  #changeSlots(slotsAfter: () => number): Promise<void> {
    const changed = this.#slotChange.then(async () => {
      const slots = slotsAfter();
      await this.#runner.setSlots?.(slots);
      this.#worker.setConcurrency(slots);
    });
    this.#slotChange = changed.catch(() => undefined);
    return changed;
  }

  get #isLeaving(): boolean {
    return this.#leaving.signal.aborted;
  }

  #giveBack(): void {
    this.#leave();
    void this.#worker.giveBack();
  }

  #leave(): void {
    this.#leaving.abort();
    this.#runner.drain?.();
  }

  async #handle(job: Job): Promise<Uint8Array> {
    const facts = this.#running.get(job) as JobFacts;
    this.#taken += 1;
    if (this.#isCut) await this.#giveBackUnbegun(job);
    await this.#pause(this.#pace?.nextDelayMs() ?? 0);
    const startedAtMs = Date.now();
    const startedAt = performance.now();
    const ending = await this.#runner.run(job, facts);
    this.#running.delete(job);
    this.#count(ending);
    await this.#owner.ended(this, { job, facts, ending, startedAtMs, durationMs: performance.now() - startedAt });
    await this.#rest(ending, facts.slot);
    return ending.result;
  }

  /** Gives back a job that was asked for together with one that is cut off, once that has been reported. */
  async #giveBackUnbegun(job: Job): Promise<void> {
    await job.flushed();
    job.giveBack();
  }

  #count({ end }: JobEnding): void {
    if (end === 'complete') this.#counts.complete += 1;
    else if (end === 'requeued') this.#counts.requeued += 1;
    else this.#counts.failed += 1;
  }

  /** Keeps a slot from the next job for a while, where that is better. */
  async #rest({ trouble, restMs = 0 }: JobEnding, slot: number): Promise<void> {
    if (trouble !== undefined) return this.#suffer(trouble, slot);
    this.#startFailures.started(slot);
    await this.#pause(restMs);
  }

  /** Keeps the slot from the next job for a while; or has all end, when that is of no use. */
  async #suffer({ error, isFatal }: Trouble, slot: number): Promise<void> {
    const delayMs = isFatal ? undefined : this.#startFailures.failed(slot);
    if (delayMs === undefined) this.#owner.gaveUp(isFatal ? error : hopeless(error));
    else await this.#pause(delayMs);
  }

  async #pause(delayMs: number): Promise<void> {
    if (delayMs <= 0) return;
    await delay(delayMs, undefined, { signal: this.#leaving.signal }).catch(() => undefined);
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
