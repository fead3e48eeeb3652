import { CommandNotExecutableError, CommandNotFoundError, type GearctlError, SystemError } from '../../errors.js';
import { CommandLauncher, type LaunchedCommand } from '../../exec/command-launcher.js';
import type { Job } from '../../worker/index.js';
import { lossText } from '../run-worker/failure-report.js';
import type { JobEnding } from '../run-worker/job-runner.js';
import { type ResultOutput, resultOutput } from '../run-worker/result-output.js';
import { NEWLINE } from '../separator.js';
import { RecordSplitter } from '../submit-jobs/record-splitter.js';
import type { TurnRunner } from './work-in-turn.js';

/** What is run for each job, and how its stdout becomes the result. */
export interface LaunchedJobsSettings extends LaunchedCommand {
  /** `whole` is all of it at the end; with the others each line goes out at once, `bare-lines` without its newline. */
  readonly results: 'whole' | 'lines' | 'bare-lines';
}

const NOTHING = new Uint8Array(0);
const NO_SIGNAL = { signal: null, message: '' };

/**
 * Runs a command for each job, as the worker itself would: what it writes is the result, and any exit status but 0 fails
 * the job, behind what was written. A job that is lost does not end its command.
 */
export class LaunchedJobs implements TurnRunner {
  readonly #launcher: CommandLauncher;
  readonly #results: LaunchedJobsSettings['results'];
  readonly #notStarted: (error: GearctlError) => void;

  private constructor(
    launcher: CommandLauncher,
    results: LaunchedJobsSettings['results'],
    notStarted: (error: GearctlError) => void,
  ) {
    this.#launcher = launcher;
    this.#results = results;
    this.#notStarted = notStarted;
  }

  /** Prepares to run commands. `notStarted` hears why one could not be started: its job fails. Rejects with SystemError. */
  static async open(settings: LaunchedJobsSettings, notStarted: (error: GearctlError) => void): Promise<LaunchedJobs> {
    return new LaunchedJobs(await CommandLauncher.open(settings), settings.results, notStarted);
  }

  async run(job: Job): Promise<JobEnding> {
    const output =
      this.#results === 'whole' ? resultOutput('complete', job, Number.POSITIVE_INFINITY) : this.#inLines(job);
    let bytesOut = 0;
    const exitCode = await this.#launch(job.workload, (chunk) => {
      bytesOut += chunk.length;
      return output.take(chunk);
    });
    const ending = { exitCode: exitCode instanceof Error ? null : exitCode, bytesOut, ...NO_SIGNAL };
    const loss = lossText(job);
    if (loss !== undefined) return { end: 'requeued', result: NOTHING, ...ending, message: loss };
    if (exitCode instanceof SystemError) {
      job.giveBack();
      return { end: 'requeued', result: NOTHING, ...ending, trouble: { error: exitCode, isFatal: true } };
    }
    const rest = output.rest();
    if (exitCode === 0) return { end: 'complete', result: this.#lastResult(job, rest), ...ending };
    if (rest.length > 0) job.sendData(rest);
    job.fail();
    return { end: 'fail', result: NOTHING, ...ending };
  }

  /** Leaves at once what runs here, for a process that is about to die. */
  abandon(): void {
    this.#launcher.abandon();
  }

  /** Resolves when nothing is left of what ran here. */
  close(): Promise<void> {
    return this.#launcher.close();
  }

  /** Runs the command; an error is one for which it could not be started. */
  async #launch(stdin: Uint8Array, onStdout: ResultOutput['take']): Promise<number | GearctlError> {
    try {
      return await this.#launcher.run(stdin, onStdout);
    } catch (error) {
      if (error instanceof SystemError) return error;
      if (!(error instanceof CommandNotFoundError || error instanceof CommandNotExecutableError)) throw error;
      this.#notStarted(error);
      return error;
    }
  }

  #inLines(job: Job): ResultOutput {
    const lines = new RecordSplitter(NEWLINE, this.#results === 'lines');
    return {
      take: (chunk) => {
        const complete = lines.push(chunk);
        for (const line of complete) job.sendData(line);
        return complete.length === 0 ? undefined : job.flushed();
      },
      rest: () => lines.rest() ?? NOTHING,
    };
  }

  /** Of lines the last goes out like all others, also without a newline, and the result is empty. */
  #lastResult(job: Job, rest: Uint8Array): Uint8Array {
    if (this.#results === 'whole') return rest;
    if (rest.length > 0) job.sendData(rest);
    return NOTHING;
  }
}
