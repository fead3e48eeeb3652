import { statSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import { lookUpCommand } from '../../exec/command-look-up.js';
import type { CommandOutcome } from '../../exec/command-outcome.js';
import type { CommandEnvironment, OutputTaker } from '../../exec/command-request.js';
import { CommandSlot } from '../../exec/command-slot.js';
import { OutputTail } from '../../exec/output-tail.js';
import type { Job } from '../../worker/index.js';
import { failureLine, failureText, lossText, reportFailure } from './failure-report.js';
import { jobEnvironment } from './job-environment.js';
import type { JobEnding, JobRunner } from './job-runner.js';
import { LineSplitter } from './line-splitter.js';
import { type ResultMode, resultOutput } from './result-output.js';
import { outputVerdict, verdictOf } from './verdict.js';
import type { JobFacts, WorkEventTaker } from './work-event.js';

/** How commands are run for jobs. */
export interface CommandSettings {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** What all commands find in their environment; what is about the job comes on top. */
  readonly env: CommandEnvironment;
  /** Default: the directory that this process is in. */
  readonly cwd?: string | undefined;
  /** How long a command may run; 0 for ever. */
  readonly timeoutMs: number;
  /** How long a command that was sent TERM has before KILL. */
  readonly killAfterMs: number;
  readonly resultMode: ResultMode;
  /** The largest result that is kept in memory. */
  readonly maxResultBytes: number;
  /** Reports failures as WORK_EXCEPTION with their text, not as WORK_WARNING and WORK_FAIL. */
  readonly exceptions: boolean;
}

/** The longest piece of a line of stderr that is logged as one. */
const MAX_LOG_LINE_BYTES = 4096;

const NO_RESULT = new Uint8Array(0);

/** Runs a command for each job, with the workload on its stdin, and reports how it ended. */
export class CommandJobs implements JobRunner {
  readonly #settings: CommandSettings;
  readonly #slots: readonly CommandSlot[];
  readonly #tell: WorkEventTaker;

  private constructor(settings: CommandSettings, slots: readonly CommandSlot[], tell: WorkEventTaker) {
    this.#settings = settings;
    this.#slots = slots;
    this.#tell = tell;
  }

  /**
   * Prepares to run so many commands at a time. Throws CommandNotFoundError, CommandNotExecutableError, UsageError for a
   * directory that is none, and SystemError.
   */
  static async open(settings: CommandSettings, count: number, tell: WorkEventTaker): Promise<CommandJobs> {
    const { command, env, cwd = '.' } = settings;
    if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`there is no directory ${cwd}`);
    lookUpCommand(command, env, cwd);
    const slots: CommandSlot[] = [];
    try {
      while (slots.length < count) slots.push(await CommandSlot.open());
    } catch (error) {
      await Promise.all(slots.map((slot) => slot.close()));
      throw error;
    }
    return new CommandJobs(settings, slots, tell);
  }

  async run(job: Job, facts: JobFacts): Promise<JobEnding> {
    const { resultMode, maxResultBytes, timeoutMs, exceptions } = this.#settings;
    const output = resultOutput(resultMode, job, maxResultBytes);
    const tail = new OutputTail();
    let bytesOut = 0;
    const onStdout: OutputTaker = (chunk) => {
      bytesOut += chunk.length;
      return output.take(chunk);
    };
    const run = this.#runCommand(job, facts, onStdout, tail);
    const verdict = await run.then((outcome) => verdictOf(outcome, timeoutMs), outputVerdict);
    const { reason, exitCode, signal, trouble } = verdict;
    const ended = { result: NO_RESULT, exitCode, signal, bytesOut };

    if (verdict.type === 'complete' && !job.ended) {
      return { end: 'complete', ...ended, result: output.rest(), message: '' };
    }
    if (verdict.type === 'fail' && !job.ended) {
      const stderr = tail.bytes();
      const end = exceptions ? 'exception' : 'fail';
      await reportFailure(job, output.rest(), failureText(stderr, reason), end);
      if (job.outcome === end) return { end, ...ended, message: failureLine(stderr, reason) };
    }
    const message = lossText(job) ?? reason;
    job.giveBack();
    return { end: 'requeued', ...ended, message, trouble };
  }

  kill(): void {
    for (const slot of this.#slots) slot.kill();
  }

  async close(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  async #runCommand(job: Job, facts: JobFacts, onStdout: OutputTaker, tail: OutputTail): Promise<CommandOutcome> {
    const { command, cwd, env, timeoutMs, killAfterMs } = this.#settings;
    const lines = new LineSplitter(MAX_LOG_LINE_BYTES);
    const outcome = await this.#slot(facts.slot).run({
      command,
      cwd,
      env: jobEnvironment(env, job, facts.slot, timeoutMs, Date.now()),
      stdin: job.workload,
      timeoutMs,
      termGraceMs: killAfterMs,
      signal: job.signal,
      onStdout,
      onStderr: (chunk) => {
        tail.push(chunk);
        return this.#log(facts, lines.push(chunk));
      },
    });
    await this.#log(facts, [lines.rest()]);
    return outcome;
  }

  #slot(number: number): CommandSlot {
    const slot = this.#slots[number - 1];
    if (slot === undefined) throw new UsageError(`there is no slot ${number}`);
    return slot;
  }

  async #log(job: JobFacts, lines: Iterable<Uint8Array>): Promise<void> {
    for (const line of lines) {
      if (line.length > 0) await this.#tell({ type: 'stderr', job, line: withoutNewline(line) });
    }
  }
}

function withoutNewline(line: Uint8Array): string {
  return new TextDecoder().decode(line).replace(/\n$/, '');
}
