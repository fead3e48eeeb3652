import { rmSync } from 'node:fs';
import { constants } from 'node:os';
import { type GearctlError, SystemError } from '../../errors.js';
import type { CommandOutcome } from '../../exec/command-outcome.js';
import type { CommandEnvironment, CommandWord } from '../../exec/command-request.js';
import { CommandSlot } from '../../exec/command-slot.js';
import type { CommandStarter } from '../../exec/command-starter.js';
import { openStarter } from '../../exec/open-starter.js';
import type { Job } from '../../worker/index.js';
import { lossText } from '../run-worker/failure-report.js';
import type { JobEnding } from '../run-worker/job-runner.js';
import { type ResultOutput, resultOutput } from '../run-worker/result-output.js';
import { NEWLINE } from '../separator.js';
import { RecordSplitter } from '../submit-jobs/record-splitter.js';
import type { TurnRunner } from './work-in-turn.js';

/** What is run for each job, and how its stdout becomes the result. */
export interface LaunchedJobsSettings {
  /** The program and its arguments. No shell reads them. */
  readonly command: readonly CommandWord[];
  readonly env: CommandEnvironment;
  /** The signals that it ignores, besides SIGPIPE. Default: none. */
  readonly ignored?: readonly NodeJS.Signals[];
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
  readonly #settings: LaunchedJobsSettings;
  readonly #starter: CommandStarter;
  readonly #slot: CommandSlot;
  readonly #notStarted: (error: GearctlError) => void;

  private constructor(
    settings: LaunchedJobsSettings,
    starter: CommandStarter,
    slot: CommandSlot,
    notStarted: (error: GearctlError) => void,
  ) {
    this.#settings = settings;
    this.#starter = starter;
    this.#slot = slot;
    this.#notStarted = notStarted;
  }

  /** Prepares to run commands. `notStarted` hears why one could not be started: its job fails. Rejects with SystemError. */
  static async open(settings: LaunchedJobsSettings, notStarted: (error: GearctlError) => void): Promise<LaunchedJobs> {
    const starter = await openStarter({ kinship: 'kin', ignored: settings.ignored });
    try {
      return new LaunchedJobs(settings, starter, await CommandSlot.open(starter), notStarted);
    } catch (error) {
      await starter.close();
      throw error;
    }
  }

  async run(job: Job): Promise<JobEnding> {
    const output =
      this.#settings.results === 'whole' ? resultOutput('complete', job, Number.POSITIVE_INFINITY) : this.#inLines(job);
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
    rmSync(this.#starter.directory, { recursive: true, force: true });
  }

  /** Resolves when nothing is left of what ran here. */
  async close(): Promise<void> {
    await this.#slot.close();
    await this.#starter.close();
  }

  /** Runs the command and gives its exit status; an error is one for which it could not be started, or told how it ended. */
  async #launch(stdin: Uint8Array, onStdout: ResultOutput['take']): Promise<number | GearctlError> {
    const { command, env } = this.#settings;
    const outcome = await this.#slot.run({ command, env, stdin, onStdout, onStderr: () => undefined });
    const status = exitStatus(outcome);
    if (outcome.type === 'not-started' && !(status instanceof SystemError)) this.#notStarted(outcome.error);
    return status;
  }

  #inLines(job: Job): ResultOutput {
    const lines = new RecordSplitter(NEWLINE, this.#settings.results === 'lines');
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
    if (this.#settings.results === 'whole') return rest;
    if (rest.length > 0) job.sendData(rest);
    return NOTHING;
  }
}

/** The exit status as a shell has it: 128 and the signal's number for a command that was killed. */
function exitStatus(outcome: CommandOutcome): number | GearctlError {
  switch (outcome.type) {
    case 'exited':
      return outcome.exitCode;
    case 'signaled':
      return 128 + constants.signals[outcome.signal];
    case 'not-started':
      return outcome.error;
    default:
      return new SystemError('nobody can tell how the command has ended');
  }
}
