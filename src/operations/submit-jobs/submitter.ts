import type { Client } from '../../client/client.js';
import type { TaskEvent, TerminalEvent } from '../../client/task-event.js';
import {
  ClosedError,
  ConnectionLostError,
  GearctlError,
  JobLostError,
  NoServerError,
  ServerError,
} from '../../errors.js';
import type { HaltRule } from './halt-rule.js';
import type { JobFlow } from './job-flow.js';
import type { JobReport } from './job-report.js';
import type { JobRequest } from './job-request.js';
import { ACCEPTED, type Ending, endingOf, givenUpBy, type JobRun } from './job-run.js';
import { PendingRetries } from './pending-retries.js';
import type { Pace } from './rate.js';
import type { Tally } from './tally.js';

/** How jobs are submitted. */
export interface SubmitterOptions {
  /** The most foreground jobs under way. */
  readonly foregroundJobs: number;
  /** The most background jobs that the server has not accepted yet. */
  readonly backgroundJobs: number;
  /** How often a job is submitted again. */
  readonly retries: number;
  readonly reducer: string | undefined;
  readonly halt: HaltRule | undefined;
  readonly pace: Pace | undefined;
  /** Takes over background jobs that were accepted: what becomes of them is told elsewhere. */
  readonly onAccepted?: ((run: JobRun) => void) | undefined;
  /** A clock of durations, in ms. */
  readonly now: () => number;
}

/** After so many jobs the client is asked whether the connection takes more. */
const JOBS_PER_CHECK = 256;

/** The most bytes of workloads that wait to be accepted, one job being allowed however large it is. */
const MAX_UNACCEPTED_BYTES = 8 * 1024 * 1024;

const NO_WORKLOAD = new Uint8Array(0);

/**
 * Submits jobs as their source gives them, so many at a time, and reports what becomes of them. It ends when all have
 * ended: at the end of the source, or earlier when a rule or an error stops it.
 */
export class Submitter implements JobFlow {
  readonly #client: Client;
  readonly #report: JobReport;
  readonly #tally: Tally;
  readonly #options: SubmitterOptions;
  /** Background jobs are only counted: of those there may be many. */
  readonly #foreground = new Set<JobRun>();
  #running = 0;
  readonly #retries = new PendingRetries();
  readonly #reading = new AbortController();
  #accepted = 0;
  #unacceptedBytes = 0;
  #stopError: GearctlError | undefined;
  readonly #unreached: { readonly run: JobRun; readonly error: NoServerError }[] = [];
  #metHalt: HaltRule | undefined;
  #isGivingUp = false;
  #wake: (() => void) | undefined;

  constructor(client: Client, report: JobReport, tally: Tally, options: SubmitterOptions) {
    this.#client = client;
    this.#report = report;
    this.#tally = tally;
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  get foreground(): Iterable<JobRun> {
    return this.#foreground;
  }

  get stopError(): GearctlError | undefined {
    return this.#stopError;
  }

  get metHalt(): HaltRule | undefined {
    return this.#metHalt;
  }

  /**
   * Submits everything and resolves when all jobs have ended. Rejects with what is wrong with the first job of the input,
   * and with NoServerError when no server has accepted any.
   */
  async run(source: (signal: AbortSignal) => AsyncIterable<Iterable<JobRequest>>): Promise<void> {
    try {
      for await (const batch of source(this.#reading.signal)) await this.#submitAll(batch);
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      if (this.#tally.submitted === 0 && this.#stopError === undefined) throw error;
      this.#stopError ??= error;
    }
    while (this.#running > 0) await this.#nextChange();
    const [first] = this.#unreached;
    if (first !== undefined && this.#accepted === 0) throw first.error;
    for (const { run, error } of this.#unreached) this.#finish(run, endingOf(run, { type: 'lost', error }));
  }

  giveUp(error: GearctlError): void {
    this.#stopError ??= error;
    this.#giveUpRunning();
  }

  get #isStopped(): boolean {
    return this.#reading.signal.aborted;
  }

  async #submitAll(batch: Iterable<JobRequest>): Promise<void> {
    let jobs = 0;
    for (const request of batch) {
      while (!this.#isStopped && !this.#hasRoomFor(request)) await this.#nextChange();
      if (this.#options.pace !== undefined) await this.#turnOf(this.#options.pace);
      if (this.#isStopped) return;
      this.#submit(request);
      jobs += 1;
      if (jobs % JOBS_PER_CHECK === 0) await this.#client.ready();
    }
    await this.#client.ready();
  }

  #hasRoomFor({ background }: JobRequest): boolean {
    const { foregroundJobs, backgroundJobs } = this.#options;
    const isWithinLimit = this.#running < (background ? backgroundJobs : foregroundJobs);
    return isWithinLimit && this.#unacceptedBytes < MAX_UNACCEPTED_BYTES && !this.#report.isFull;
  }

  async #turnOf(pace: Pace): Promise<void> {
    const delayMs = pace.nextDelayMs();
    if (delayMs <= 0) return;
    let isDue = false;
    const timer = setTimeout(() => {
      isDue = true;
      this.#wake?.();
    }, delayMs);
    while (!isDue && !this.#isStopped) await this.#nextChange();
    clearTimeout(timer);
  }

  #submit(request: JobRequest): void {
    const run: JobRun = {
      request,
      startedAtMs: this.#options.now(),
      attempts: 0,
      handle: undefined,
      server: undefined,
      resultBytes: 0,
      status: undefined,
    };
    this.#tally.submitted += 1;
    if (request.runAt !== undefined) this.#tally.delayed += 1;
    this.#running += 1;
    if (!request.background) this.#foreground.add(run);
    this.#report.started(run);
    this.#send(run);
  }

  #send(run: JobRun): void {
    run.attempts += 1;
    this.#unacceptedBytes += run.request.workload.length;
    const { functionName, workload, unique, priority, background, runAt } = run.request;
    const onEvent = (event: TaskEvent) => this.#heard(run, event);
    const { reducer } = this.#options;
    this.#client.submit(functionName, workload, { unique, priority, background, runAt, reducer, onEvent });
  }

  #heard(run: JobRun, event: TaskEvent): void | Promise<void> {
    switch (event.type) {
      case 'created':
        return this.#created(run, event.handle, event.server);
      case 'status':
        run.status = event;
        return this.#report.reported(run, event);
      case 'data':
        run.resultBytes += event.data.length;
        return this.#report.reported(run, event);
      case 'warning':
        return this.#report.reported(run, event);
      default:
        return this.#ended(run, event);
    }
  }

  #created(run: JobRun, handle: string, server: string): void | Promise<void> {
    this.#accepted += 1;
    this.#unacceptedBytes -= run.request.workload.length;
    run.handle = handle;
    run.server = server;
    const reported = this.#report.created(run);
    if (run.request.background) return this.#handOver(run) ?? reported;
    if (!this.#mayRepeat(run)) run.request = { ...run.request, workload: NO_WORKLOAD };
    this.#wake?.();
    return reported;
  }

  #handOver(run: JobRun): void | Promise<void> {
    const { onAccepted } = this.#options;
    if (onAccepted === undefined) return this.#finish(run, ACCEPTED);
    run.request = { ...run.request, workload: NO_WORKLOAD };
    onAccepted(run);
    this.#forget(run);
  }

  #ended(run: JobRun, event: TerminalEvent): void | Promise<void> {
    if (event.type === 'complete') run.resultBytes += event.data.length;
    if (event.type !== 'lost') return this.#finish(run, endingOf(run, event));
    const { error } = event;
    if (run.handle === undefined) this.#unacceptedBytes -= run.request.workload.length;
    if (this.#isGivingUp && error instanceof ClosedError) return this.#finish(run, givenUpBy(this.#stopError));
    if (this.#mayRetry(run, error)) {
      run.handle = undefined;
      return this.#retries.add(run, () => this.#send(run));
    }
    if (!(error instanceof NoServerError)) return this.#finish(run, endingOf(run, event));
    // Whether this is the end of one job or the reason why nothing could be done shows when all have ended.
    this.#unreached.push({ run, error });
    this.#stopReading();
    this.#forget(run);
  }

  #finish(run: JobRun, ending: Ending): void | Promise<void> {
    this.#tally.add(ending);
    const reported = this.#report.ended(run, ending);
    this.#forget(run);
    const { halt } = this.#options;
    if (halt !== undefined && !this.#isStopped && halt.isMet(this.#tally)) {
      this.#metHalt = halt;
      this.#stopReading();
      if (halt.now) this.#giveUpRunning();
    }
    return reported;
  }

  #forget(run: JobRun): void {
    this.#running -= 1;
    if (!run.request.background) this.#foreground.delete(run);
    this.#wake?.();
  }

  #mayRetry(run: JobRun, error: GearctlError): boolean {
    return !this.#isStopped && run.resultBytes === 0 && this.#mayRepeat(run) && mayPass(error);
  }

  /** A job may be submitted again if it cannot have run yet, or if its unique ID makes both one. */
  #mayRepeat({ attempts, handle, request }: JobRun): boolean {
    return attempts <= this.#options.retries && (handle === undefined || request.unique !== undefined);
  }

  #stopReading(): void {
    this.#reading.abort();
    this.#wake?.();
  }

  #giveUpRunning(): void {
    this.#isGivingUp = true;
    this.#stopReading();
    for (const run of this.#retries.cancel()) this.#finish(run, givenUpBy(this.#stopError));
    // Every task ends with ClosedError, and says so.
    void this.#client.close();
  }

  /** Resolves when a job was accepted or has ended, or when it is time to stop. */
  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Tells whether what went wrong may go well the next time. */
function mayPass(error: GearctlError): boolean {
  if (error instanceof ServerError) return error.isQueueError;
  return error instanceof NoServerError || error instanceof ConnectionLostError || error instanceof JobLostError;
}
