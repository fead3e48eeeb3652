import type { CoprocessEnd, CoprocessJob } from '../../exec/coprocess/index.js';
import type { Job } from '../../worker/index.js';
import { ProgressSender } from './control/progress-sender.js';
import { CoprocessOutput } from './coprocess-output.js';
import { coprocessVerdict } from './coprocess-verdict.js';
import type { FunctionSettings } from './function-settings.js';
import type { SlotStatus } from './job-runner.js';
import { LimitedOutput } from './jobs/limited-output.js';
import { StderrOutput } from './jobs/stderr-output.js';
import { stopSignal } from './jobs/stop-signal.js';
import { failVerdict, type Verdict } from './jobs/verdict.js';
import type { Attempt, AttemptNumber } from './retry/attempt.js';
import type { JobFacts } from './work-event.js';
import type { WorkerContext } from './worker-context.js';

/** What is the same for all jobs of a function. */
export interface CoprocessPlan {
  readonly settings: FunctionSettings;
  readonly context: WorkerContext;
}

/** A job that is given to a co-process once: what that is told, and what becomes of what it says. */
export class CoprocessAttempt implements Attempt {
  readonly facts: JobFacts;
  readonly startedAtMs = Date.now();
  endedAtMs = this.startedAtMs;
  verdict: Verdict = { type: 'give-back', reason: 'stopped' };
  /** That its process died. */
  hasDied = false;
  // How the process exits is no matter of one job.
  readonly exitCode = null;
  readonly signal = null;
  readonly #plan: CoprocessPlan;
  readonly #job: Job;
  readonly #number: AttemptNumber;
  readonly #words: CoprocessOutput;
  readonly #output: LimitedOutput;
  readonly #stderr: StderrOutput;
  #progress: ProgressSender | undefined;

  constructor(plan: CoprocessPlan, job: Job, facts: JobFacts, number: AttemptNumber) {
    const { output } = plan.settings;
    const { stderr, maxOutputBytes: maxBytes, onExcess } = output;
    this.#plan = plan;
    this.#job = job;
    this.#number = number;
    this.facts = facts;
    this.#words = new CoprocessOutput(job, output);
    this.#output = new LimitedOutput(this.#words, { maxBytes, onExcess, keptBytes: plan.context.keptBytes });
    this.#stderr = new StderrOutput(stderr === 'merge' ? 'log' : stderr, job, facts, plan.context.tell);
  }

  get bytesOut(): number {
    return this.#output.bytes;
  }

  get head(): Uint8Array {
    return this.#output.head();
  }

  get tail(): Uint8Array {
    return this.#stderr.tail();
  }

  rest(): Uint8Array {
    return this.#output.rest();
  }

  /** Takes what the process wrote to stderr while it had no other job. */
  takeStderr(chunk: Uint8Array): void | Promise<void> {
    return this.#stderr.take(chunk);
  }

  /** What it is doing, in a process. */
  status(pid: number | undefined): SlotStatus {
    const { attempt } = this.#number;
    return { job: this.facts, attempt, sinceMs: this.startedAtMs, pid, progress: this.#progress?.last };
  }

  /** Has the job done and judges its end. To be called once. Never rejects. */
  async run(perform: (job: CoprocessJob) => Promise<CoprocessEnd>): Promise<void> {
    const { length } = this.#job.workload;
    const { settings } = this.#plan;
    const { maxPayloadBytes } = settings.output;
    if (length > maxPayloadBytes) {
      this.verdict = failVerdict(`the workload of ${length} bytes is larger than ${maxPayloadBytes}`, settings.verdict);
      return;
    }
    const end = await perform(this.#coprocessJob());
    this.hasDied = end.type === 'died';
    this.verdict = coprocessVerdict(end.type === 'complete' ? await this.#completed(end.data) : end, settings);
    this.#progress?.flush();
    await this.#stderr.end();
    this.endedAtMs = Date.now();
  }

  #coprocessJob(): CoprocessJob {
    const job = this.#job;
    const { handle, functionName, workload, server } = job;
    const { timeoutMs, idleTimeoutMs } = this.#plan.settings.time;
    const { unique, attempt } = this.#number;
    return {
      key: `${server} ${handle}`,
      facts: { handle, function: functionName, unique, attempt },
      data: workload,
      ...{ timeoutMs, idleTimeoutMs, signal: stopSignal(job, this.#plan.context) },
      onData: (bytes) => this.#output.take(bytes),
      onWarning: (bytes) => {
        job.sendWarning(bytes);
        return job.flushed();
      },
      onProgress: (numerator, denominator) => this.#progressSender().report({ numerator, denominator }),
    };
  }

  /** Takes the result that completes a job, if it is not too large. */
  async #completed(data: Uint8Array): Promise<CoprocessEnd> {
    this.#words.beginLast();
    try {
      await this.#output.take(data);
    } catch (error) {
      return { type: 'refused', error };
    }
    if (this.#output.isTruncated) {
      this.#job.sendWarning(`the result was cut after ${this.#plan.settings.output.maxOutputBytes} bytes\n`);
    }
    return { type: 'complete', data };
  }

  #progressSender(): ProgressSender {
    this.#progress ??= new ProgressSender(({ numerator, denominator }) => this.#job.sendStatus(numerator, denominator));
    return this.#progress;
  }
}
