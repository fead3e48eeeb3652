import type { GearctlError } from '../../errors.js';
import { NEWLINE } from '../separator.js';
import type { Commentary } from './commentary.js';
import type { GatheredOutput } from './gathered-output.js';
import { isKnownReason } from './giving-up.js';
import type { JobReport, Presentation, ReportedEvent } from './job-report.js';
import { type Ending, isGivenUp, isNameless, type JobRun, nameOf } from './job-run.js';
import { TaggedLines, WholeLines } from './lane-lines.js';
import { type Lane, OutputLanes } from './output-lanes.js';
import type { Summary } from './tally.js';

/** How results are written. */
export interface TextReportOptions {
  /** `lines`: as the pieces come, but in whole lines. */
  readonly layout: 'input' | 'group' | 'lines' | 'mixed';
  readonly newlines: boolean;
  /** Goes before each line of a result, with gaps for `{#}`, `{handle}` and `{function}`. */
  readonly tag: string | undefined;
  /** Tells every failure, not only the first ones. */
  readonly verbose: boolean;
  /** Says nothing but errors. */
  readonly quiet: boolean;
  /** There is but one job, so there is nothing to sum up. */
  readonly single: boolean;
}

/** So many failures are told one by one. */
const MAX_TOLD_FAILURES = 10;

const encoder = new TextEncoder();

/** Writes the bytes of results, and the handles of background jobs line by line; what went wrong goes to stderr. */
export class TextReport implements JobReport {
  readonly #output: GatheredOutput;
  readonly #commentary: Commentary;
  readonly #presentation: Presentation;
  readonly #options: TextReportOptions;
  readonly #outputLanes: OutputLanes;
  readonly #lanes = new Map<JobRun, Lane>();
  #lastError: GearctlError | undefined;
  #failures = 0;

  constructor(output: GatheredOutput, commentary: Commentary, presentation: Presentation, options: TextReportOptions) {
    this.#output = output;
    this.#commentary = commentary;
    this.#presentation = presentation;
    this.#options = options;
    const order = options.layout === 'lines' ? 'mixed' : options.layout;
    this.#outputLanes = new OutputLanes(output, { order, newlines: options.newlines });
  }

  get isFull(): boolean {
    return this.#outputLanes.isFull;
  }

  started(run: JobRun): void {
    if (!run.request.background) this.#lanes.set(run, this.#laneFor(run));
  }

  created(run: JobRun): void | Promise<void> {
    if (run.request.background) return this.#output.write(`${run.handle}\n`);
  }

  reported(run: JobRun, event: ReportedEvent): void | Promise<void> {
    if (event.type === 'data') return this.#lanes.get(run)?.write(event.data);
    if (event.type === 'warning') this.#commentary.pass(event.data);
  }

  ended(run: JobRun, { outcome, data, error }: Ending): void | Promise<void> {
    if (error !== undefined && !isGivenUp(outcome)) this.#tellFailure(run, error, data);
    const lane = this.#lanes.get(run);
    if (lane === undefined) return;
    this.#lanes.delete(run);
    if (outcome === 'complete') {
      const written = lane.write(data);
      return lane.end(true) ?? written;
    }
    return lane.end(false);
  }

  async finish(summary: Summary, stopError: GearctlError | undefined): Promise<void> {
    await this.#output.finish();
    const { single, quiet } = this.#options;
    const isStopped = stopError !== undefined && !isKnownReason(stopError);
    if (isStopped) this.#commentary.say(this.#presentation.errorText(stopError));
    if (single || quiet) return;
    if (!isStopped && this.#failures === 0 && !this.#commentary.isTerminal) return;
    this.#commentary.say(`${isStopped ? 'before that, ' : ''}${summaryText(summary)}\n`);
  }

  #laneFor(run: JobRun): Lane {
    const { layout, tag } = this.#options;
    const lane = this.#outputLanes.open();
    const whole = layout === 'lines' ? new WholeLines(lane) : lane;
    return tag === undefined ? whole : new TaggedLines(whole, () => encoder.encode(filledTag(tag, run)));
  }

  #tellFailure(run: JobRun, error: GearctlError, data: Uint8Array): void {
    // One error may end many jobs, one after the other: a server that cannot be reached is told once.
    if (error === this.#lastError) return;
    this.#lastError = error;
    this.#failures += 1;
    if (this.#failures > MAX_TOLD_FAILURES && !this.#options.verbose) {
      if (this.#failures === MAX_TOLD_FAILURES + 1) this.#commentary.say('gearctl: more failures are only counted\n');
      return;
    }
    this.#commentary.say(this.#presentation.errorText(error, isNameless(error) ? `${nameOf(run)}: ` : ''));
    if (data.length === 0) return;
    this.#commentary.pass(data);
    if (data.at(-1) !== NEWLINE) this.#commentary.say('\n');
  }
}

function filledTag(tag: string, { request, handle }: JobRun): string {
  return tag.replace(/\{(#|handle|function)\}/g, (_gap, name: string) => {
    if (name === '#') return String(request.seq);
    return name === 'handle' ? (handle ?? '') : request.functionName;
  });
}

function summaryText({ submitted, outcomes, seconds }: Summary): string {
  const counts = [
    [outcomes.accepted, 'accepted'],
    [outcomes.complete, 'done'],
    [outcomes.fail, 'failed'],
    [outcomes.exception, 'failed with an exception'],
    [outcomes.timeout, 'timed out'],
    [outcomes.lost, 'lost or refused'],
    [outcomes.unknown, 'given up'],
  ] as const;
  const parts = counts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  const rate = seconds >= 1 ? ` (${(submitted / seconds).toFixed(1)}/s)` : '';
  return `${submitted} ${submitted === 1 ? 'job' : 'jobs'}: ${parts.join(', ')} in ${seconds.toFixed(1)} s${rate}`;
}
