import type { Readable } from 'node:stream';
import { BulkClient, type BulkListener } from '../../client/bulk/bulk-client.js';
import { BatchEncoder, submissionHead } from '../../client/bulk/submission-batch.js';
import type { ClientOptions } from '../../client/client-options.js';
import { type Submission, submissionOf } from '../../client/submission.js';
import { ClosedError, GearctlError, NoServerError, type ServerError } from '../../errors.js';
import type { GatheredOutput } from './gathered-output.js';
import { HandleLines } from './handle-lines.js';
import { type ByteInput, chunksOf, inputsOf } from './input-bytes.js';
import type { JobFlow } from './job-flow.js';
import type { JobReport } from './job-report.js';
import type { JobRequest } from './job-request.js';
import { ACCEPTED, endingOf, givenUpBy, type JobRun } from './job-run.js';
import { type JobSourceOptions, RANDOM_UNIQUE } from './job-source.js';
import type { SubmitOptions } from './submit-options.js';
import type { SubmitPlan } from './submit-plan.js';
import type { Tally } from './tally.js';

/** Background jobs that differ in nothing but their workload, each a record of the input. */
export interface BulkPlan {
  readonly input: Extract<JobSourceOptions['input'], { kind: 'records' }>;
  readonly submission: Submission;
  /** What the jobs have in common. */
  readonly request: Omit<JobRequest, 'seq'>;
}

/** A batch is sent when it has so many jobs or bytes, or when the input pauses. */
const BATCH_JOBS = 512;
const BATCH_BYTES = 64 * 1024;

const NO_WORKLOAD = new Uint8Array(0);

/**
 * Gives the plan of jobs that can be submitted in bulk: nothing is to be known of a job but its handle, and nothing done
 * for it but to submit it once. Undefined for all others.
 */
export function bulkPlanOf(options: SubmitOptions, { source, submitter }: SubmitPlan): BulkPlan | undefined {
  const { input, functionNames, copies, template, defaults } = source;
  const [functionName = '', ...others] = functionNames;
  const { unique, priority, reducer, background, runAt } = defaults;
  const isPlain = input.kind === 'records' && background && options.format === 'text';
  const isOne = others.length === 0 && copies === 1 && template === undefined && unique !== RANDOM_UNIQUE;
  const isOnce = submitter.retries === 0 && submitter.halt === undefined && submitter.pace === undefined;
  if (!isPlain || !isOne || !isOnce || options.requireWorker || options.wait) return undefined;
  const submission = submissionOf(functionName, {
    ...{ background, priority },
    ...(unique !== undefined && { unique }),
    ...(reducer !== undefined && { reducer }),
    ...(runAt !== undefined && { runAt }),
  });
  return { input, submission, request: { functionName, workload: NO_WORKLOAD, unique, priority, background, runAt } };
}

/** Submits the records of an input as background jobs, in batches, and writes their handles line by line. */
export class BulkSubmitter implements JobFlow, BulkListener {
  readonly foreground: readonly JobRun[] = [];
  readonly metHalt = undefined;
  readonly #plan: BulkPlan;
  readonly #client: BulkClient;
  readonly #encoder = new BatchEncoder();
  readonly #batchJobs: number;
  readonly #handles: HandleLines;
  readonly #report: JobReport;
  readonly #tally: Tally;
  readonly #reading = new AbortController();
  #answered = 0;
  #isGivingUp = false;
  #stopError: GearctlError | undefined;
  #unreached: NoServerError | undefined;
  #wake: (() => void) | undefined;

  /** `window` is the most jobs that the server has not accepted yet. */
  constructor(
    plan: BulkPlan,
    client: ClientOptions & { readonly window: number },
    output: GatheredOutput,
    report: JobReport,
    tally: Tally,
  ) {
    this.#plan = plan;
    this.#client = new BulkClient(client, this);
    this.#batchJobs = Math.min(BATCH_JOBS, client.window);
    this.#handles = new HandleLines(output);
    this.#report = report;
    this.#tally = tally;
  }

  get running(): number {
    return this.#tally.submitted - this.#answered;
  }

  get stopError(): GearctlError | undefined {
    return this.#stopError;
  }

  async run(stdin: Readable): Promise<void> {
    try {
      for (const input of await inputsOf(this.#plan.input.names, stdin)) await this.#submitAll(input);
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      if (this.#tally.submitted === 0 && this.#stopError === undefined) throw error;
      this.#stopError ??= error;
    }
    if (this.running > 0) await this.#allAnswered();
    if (this.#unreached !== undefined) throw this.#unreached;
  }

  giveUp(error: GearctlError): void {
    this.#stopError ??= error;
    this.#isGivingUp = true;
    this.#reading.abort();
    void this.#client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client.close();
  }

  accepted(handle: Uint8Array): void {
    this.#handles.add(handle);
    this.#tally.add(ACCEPTED);
    this.#count(1);
  }

  refused(error: ServerError): void {
    this.#end(1, error);
  }

  lost(jobs: number, error: GearctlError): void {
    if (error instanceof NoServerError) this.#reading.abort();
    if (error instanceof NoServerError && this.#tally.outcomes.accepted === 0) {
      this.#unreached = error;
      this.#count(jobs);
      return;
    }
    this.#end(jobs, error);
  }

  /** Batches go out while the input is read; what one chunk of it completes goes out before the next is waited for. */
  async #submitAll(input: ByteInput): Promise<void> {
    const { splitter } = this.#plan.input;
    const head = submissionHead(this.#plan.submission);
    const add = (bytes: Uint8Array, start: number, end: number) => {
      this.#encoder.add(head, bytes, start, end);
      if (this.#encoder.jobs >= this.#batchJobs || this.#encoder.bytes >= BATCH_BYTES) this.#submitBatch();
    };
    for await (const chunk of chunksOf(input, this.#reading.signal)) {
      splitter.each(chunk, add);
      this.#submitBatch();
      await this.#client.ready();
      await this.#handles.written;
    }
    const rest = this.#reading.signal.aborted ? undefined : splitter.rest();
    if (rest !== undefined) add(rest, 0, rest.length);
    this.#submitBatch();
    await this.#client.ready();
  }

  #submitBatch(): void {
    if (this.#encoder.jobs === 0) return;
    this.#tally.submitted += this.#encoder.jobs;
    if (this.#plan.request.runAt !== undefined) this.#tally.delayed += this.#encoder.jobs;
    this.#client.submit(this.#encoder.take());
  }

  /** Ends the next jobs, for what went wrong with them or because they are given up. */
  #end(jobs: number, error: GearctlError): void {
    for (let job = 0; job < jobs; job++) {
      const run = this.#nextRun();
      const isGivenUp = this.#isGivingUp && error instanceof ClosedError;
      const ending = isGivenUp ? givenUpBy(this.#stopError) : endingOf(run, { type: 'lost', error });
      this.#tally.add(ending);
      this.#report.ended(run, ending);
      this.#count(1);
    }
  }

  /** Makes the run of the next job in line, which nobody needed before it went wrong. */
  #nextRun(): JobRun {
    const request = { ...this.#plan.request, seq: this.#answered + 1 };
    return {
      request,
      startedAtMs: 0,
      attempts: 1,
      handle: undefined,
      server: undefined,
      resultBytes: 0,
      status: undefined,
    };
  }

  #count(jobs: number): void {
    this.#answered += jobs;
    if (this.running === 0) this.#wake?.();
  }

  /** Resolves when all jobs submitted so far have ended. */
  #allAnswered(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
