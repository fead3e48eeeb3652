import type { CommandRequest } from '../../../exec/command-request.js';
import type { Job } from '../../../worker/index.js';
import { ControlChannel, type ControlTarget } from '../control/control-channel.js';
import { ProgressReader } from '../control/progress-reader.js';
import { type Progress, ProgressSender } from '../control/progress-sender.js';
import { type ResultMode, resultOutput } from '../result-output.js';
import type { JobFacts } from '../work-event.js';
import type { CommandPlan } from './command-plan.js';
import type { JobSlot } from './job-slot.js';
import { LimitedOutput } from './limited-output.js';
import { takeResultFile } from './result-file.js';
import { StderrOutput } from './stderr-output.js';
import type { LastWords } from './verdict.js';

const NO_WORDS: LastWords = {};

/** What becomes of all that a command writes for its job: to stdout, to stderr, and on its control channel. */
export class CommandOutput implements ControlTarget {
  readonly stdout: LimitedOutput;
  readonly stderr: StderrOutput;
  /** What counts instead of stdout if the command ends well, where it said so. */
  result: LimitedOutput | undefined;
  /** What it sent on the control channel. */
  data: LimitedOutput | undefined;
  readonly #plan: CommandPlan;
  readonly #slot: JobSlot;
  readonly #job: Job;
  readonly #reader: ProgressReader | undefined;
  #control: ControlChannel | undefined;
  #progress: ProgressSender | undefined;

  constructor(plan: CommandPlan, slot: JobSlot, job: Job, facts: JobFacts) {
    const { stdout, stderr, progress } = plan.settings.output;
    this.#plan = plan;
    this.#slot = slot;
    this.#job = job;
    this.#reader = progress && new ProgressReader(progress.pattern);
    this.stdout = this.#newOutput(stdout);
    this.stderr = new StderrOutput(stderr, job, facts, plan.context.tell);
  }

  /** How far the command is, by its own word. */
  get progress(): Progress | undefined {
    return this.#progress?.last;
  }

  /** What it had to say for the case that it fails. */
  get lastWords(): LastWords {
    return this.#control ?? NO_WORDS;
  }

  /** What takes all that from the command. */
  takers(): Pick<CommandRequest, 'onStdout' | 'onStderr' | 'onControl'> {
    const from = this.#plan.settings.output.progress?.from;
    return {
      onStdout: (chunk) => {
        if (from === 'stdout') this.#report(this.#reader?.take(chunk));
        return this.stdout.take(chunk);
      },
      onStderr: (chunk) => {
        if (from === 'stderr') this.#report(this.#reader?.take(chunk));
        return this.stderr.take(chunk);
      },
      onControl: (chunk) => {
        this.#control ??= new ControlChannel(this, this.#progressSender());
        return this.#control.take(chunk);
      },
    };
  }

  /** Takes the end: last lines may have no newline. */
  async end(): Promise<void> {
    this.#report(this.#reader?.end());
    await this.stderr.end();
    await this.#control?.end();
  }

  /** Sends the last progress, if it was held back. */
  flushProgress(): void {
    this.#progress?.flush();
  }

  /** Takes the result out of the file that the command named, if it did, and warns of what was cut. */
  async completeResult(): Promise<void> {
    const path = this.#control?.resultFile;
    if (path !== undefined) {
      await takeResultFile(path, this.#plan.action.process, { take: (piece) => this.takeResult(piece) });
      this.result ??= this.#newOutput('complete'); // The file is empty.
    }
    if (![this.result ?? this.stdout, this.data].some((output) => output?.isTruncated)) return;
    this.sendWarning(Buffer.from(`the result was cut after ${this.#plan.settings.output.maxOutputBytes} bytes\n`));
  }

  sendData(data: Uint8Array): void | Promise<void> {
    this.data ??= this.#newOutput('data');
    return this.data.take(data);
  }

  sendWarning(data: Uint8Array): void {
    this.#job.sendWarning(data);
  }

  flushed(): Promise<void> {
    return this.#job.flushed();
  }

  takeResult(piece: Uint8Array): void | Promise<void> {
    this.result ??= this.#newOutput(this.#plan.settings.output.stdout === 'complete' ? 'complete' : 'auto');
    return this.result.take(piece);
  }

  extend(byMs: number): void {
    this.#slot.commands.extend(byMs);
  }

  complain(text: string): void | Promise<void> {
    return this.#plan.context.tell({ type: 'warning', message: `${this.#job.handle}: ${text}` });
  }

  #newOutput(mode: ResultMode): LimitedOutput {
    const { maxOutputBytes: maxBytes, onExcess, keepsSeparator } = this.#plan.settings.output;
    const output = resultOutput(mode, this.#job, Number.POSITIVE_INFINITY, keepsSeparator);
    return new LimitedOutput(output, { maxBytes, onExcess, keptBytes: this.#plan.context.keptBytes });
  }

  #report(progress: Progress | undefined): void {
    if (progress !== undefined) this.#progressSender().report(progress);
  }

  #progressSender(): ProgressSender {
    this.#progress ??= new ProgressSender(({ numerator, denominator }) => this.#job.sendStatus(numerator, denominator));
    return this.#progress;
  }
}
