import {
  GearctlError,
  InputDataError,
  InputFileError,
  ResultTooLargeError,
  SystemError,
  UsageError,
} from '../../../errors.js';
import type { CommandOutcome } from '../../../exec/command-outcome.js';
import type { CommandRequest } from '../../../exec/command-request.js';
import type { Job } from '../../../worker/index.js';
import type { SlotStatus } from '../job-runner.js';
import type { Attempt, AttemptNumber } from '../retry/attempt.js';
import type { JobFacts } from '../work-event.js';
import { CommandOutput } from './command-output.js';
import type { CommandPlan } from './command-plan.js';
import { jobVariables } from './job-environment.js';
import type { JobSlot } from './job-slot.js';
import type { LimitedOutput } from './limited-output.js';
import { stopSignal } from './stop-signal.js';
import { failVerdict, neverStarted, type Verdict, verdictOf } from './verdict.js';

/** What is wrong with a job or with what its command does. Anything else is wrong with us, and costs no job. */
const JOB_FAULTS = [InputDataError, InputFileError, ResultTooLargeError, UsageError] as const;

/** A command that is run once for a job. */
export class CommandAttempt implements Attempt {
  readonly facts: JobFacts;
  readonly number: AttemptNumber;
  readonly startedAtMs = Date.now();
  endedAtMs = this.startedAtMs;
  verdict: Verdict = { type: 'give-back', reason: 'stopped' };
  exitCode: number | null = null;
  signal: string | null = null;
  readonly #plan: CommandPlan;
  readonly #slot: JobSlot;
  readonly #job: Job;
  readonly #output: CommandOutput;

  constructor(plan: CommandPlan, slot: JobSlot, job: Job, facts: JobFacts, number: AttemptNumber) {
    this.facts = facts;
    this.number = number;
    this.#plan = plan;
    this.#slot = slot;
    this.#job = job;
    this.#output = new CommandOutput(plan, slot, job, facts);
  }

  get bytesOut(): number {
    return this.#result.bytes + (this.#output.data?.bytes ?? 0);
  }

  get head(): Uint8Array {
    return this.#result.head();
  }

  get tail(): Uint8Array {
    return this.#output.stderr.tail();
  }

  get wasTailSent(): boolean {
    return this.#output.stderr.isSent;
  }

  rest(): Uint8Array {
    return this.#result.rest();
  }

  /** What it is doing. */
  status(): SlotStatus {
    const { facts: job, startedAtMs: sinceMs } = this;
    const { progress } = this.#output;
    return { job, attempt: this.number.attempt, sinceMs, pid: this.#slot.commands.pid, progress };
  }

  /** Runs the command to its end and judges it. To be called once. Never rejects. */
  async run(): Promise<void> {
    try {
      this.verdict = await this.#run();
    } catch (error) {
      this.verdict = this.#verdictOn(error);
    }
    this.#output.flushProgress();
    this.endedAtMs = Date.now();
  }

  get #result(): LimitedOutput {
    const { result, stdout } = this.#output;
    return this.verdict.type === 'complete' ? (result ?? stdout) : stdout;
  }

  async #run(): Promise<Verdict> {
    const { output, verdict, time } = this.#plan.settings;
    const { length } = this.#job.workload;
    if (length > output.maxPayloadBytes) {
      return failVerdict(`the workload of ${length} bytes is larger than ${output.maxPayloadBytes}`, verdict);
    }
    const outcome = await this.#runCommand();
    if ('exitCode' in outcome) this.exitCode = outcome.exitCode;
    if ('signal' in outcome) this.signal = outcome.signal;
    const judged = verdictOf(outcome, this.#output.lastWords, verdict, time);
    if (judged.type === 'complete') await this.#output.completeResult();
    return judged;
  }

  async #runCommand(): Promise<CommandOutcome> {
    const { directory, commands } = this.#slot;
    directory.make();
    if (this.#plan.command.usesFile) await directory.writeWorkload(this.#job.workload);
    const outcome = await commands.run(this.#request());
    await this.#output.end();
    return outcome;
  }

  #request(): CommandRequest {
    const { request, command, input, env, context, settings } = this.#plan;
    const { handle, functionName, workload } = this.#job;
    const { shownPath: directory, workloadPath: file } = this.#slot.directory;
    const { slot } = this.facts;
    const { attempt, unique } = this.number;
    const place = { ...this.number, slot, timeoutMs: settings.time.timeoutMs, directory };
    return {
      ...request,
      command: command.fill({ workload, handle, unique, functionName, attempt, slot, file }),
      stdin: input(this.#job),
      env,
      variables: jobVariables(this.#job, place, this.startedAtMs),
      signal: stopSignal(this.#job, context),
      ...this.#output.takers(),
    };
  }

  /** Judges what kept the command from running, or from being heard to its end. */
  #verdictOn(error: unknown): Verdict {
    const isOfJob = JOB_FAULTS.some((JobFault) => error instanceof JobFault);
    if (isOfJob) return failVerdict((error as Error).message, this.#plan.settings.verdict);
    const isKnown = error instanceof GearctlError;
    return neverStarted(isKnown ? error : new SystemError('a job could not be dealt with', { cause: error }));
  }
}
