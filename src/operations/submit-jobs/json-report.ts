import type { GearctlError } from '../../errors.js';
import type { GatheredOutput } from './gathered-output.js';
import { HeldBudget, HeldPieces } from './held-pieces.js';
import type { JobReport, Presentation, ReportedEvent } from './job-report.js';
import type { Ending, JobRun } from './job-run.js';
import type { Summary } from './tally.js';

/** Tells the time: the instant of events, and a clock of durations, both in ms. */
export interface Clock {
  readonly epochMs: () => number;
  readonly elapsedMs: () => number;
}

/** The shape of the document: its results and its summary are those of the events. */
const SCHEMA = 'gearctl/submit/1';

/** Writes each event as a line of JSON (`gearctl/submit-event/1`), as it comes. */
export class JsonLinesReport implements JobReport {
  readonly isFull = false;
  readonly #output: GatheredOutput;
  readonly #presentation: Presentation;
  readonly #clock: Clock;

  constructor(output: GatheredOutput, presentation: Presentation, clock: Clock) {
    this.#output = output;
    this.#presentation = presentation;
    this.#clock = clock;
  }

  started(): void {
    // The first event of a job is its creation.
  }

  created(run: JobRun): void | Promise<void> {
    return this.#write({ type: 'created', ...jobFields(run, this.#clock) });
  }

  reported(run: JobRun, event: ReportedEvent): void | Promise<void> {
    const { seq } = run.request;
    const lead = { type: event.type, seq, handle: run.handle, server: run.server, time: timeText(this.#clock) };
    if (event.type !== 'status') return this.#write({ ...lead, ...this.#presentation.bytesJson(event.data) });
    return this.#write({ ...lead, numerator: event.numerator, denominator: event.denominator });
  }

  ended(run: JobRun, ending: Ending): void | Promise<void> {
    if (ending.outcome === 'accepted') return;
    const fields = resultFields(run, ending, ending.data, this.#presentation, this.#clock);
    return this.#write({ type: 'result', ...fields });
  }

  async finish(summary: Summary, stopError: GearctlError | undefined): Promise<void> {
    if (stopError !== undefined) this.#write({ type: 'error', error: this.#presentation.errorJson(stopError) });
    this.#write({ type: 'summary', ...summaryFields(summary) });
    await this.#output.finish();
  }

  #write(event: object): void | Promise<void> {
    return this.#output.write(`${JSON.stringify(event)}\n`);
  }
}

/**
 * Writes one JSON document (`gearctl/submit/1`): the result of each job with all its bytes, or the exception, as it ends;
 * then the summary.
 */
export class JsonDocumentReport implements JobReport {
  readonly isFull = false;
  readonly #output: GatheredOutput;
  readonly #presentation: Presentation;
  readonly #clock: Clock;
  readonly #budget = new HeldBudget();
  readonly #pieces = new Map<JobRun, HeldPieces>();
  #lead = `{"schema":"${SCHEMA}","results":[`;

  constructor(output: GatheredOutput, presentation: Presentation, clock: Clock) {
    this.#output = output;
    this.#presentation = presentation;
    this.#clock = clock;
  }

  started(): void {
    // A job is told of at its end.
  }

  created(): void {
    // The result has the handle.
  }

  reported(run: JobRun, event: ReportedEvent): void {
    if (event.type !== 'data') return;
    const pieces = this.#pieces.get(run) ?? new HeldPieces(this.#budget);
    this.#pieces.set(run, pieces);
    pieces.add(event.data);
  }

  ended(run: JobRun, ending: Ending): void | Promise<void> {
    const pieces = this.#pieces.get(run)?.take() ?? [];
    this.#pieces.delete(run);
    const data = ending.outcome === 'exception' ? ending.data : Buffer.concat([...pieces, ending.data]);
    const fields = resultFields(run, ending, data, this.#presentation, this.#clock);
    const written = this.#output.write(`${this.#lead}${JSON.stringify(fields)}`);
    this.#lead = ',\n';
    return written;
  }

  async finish(summary: Summary, stopError: GearctlError | undefined): Promise<void> {
    const error = stopError && this.#presentation.errorJson(stopError);
    const lead = this.#lead === ',\n' ? '' : this.#lead;
    this.#output.write(
      `${lead}],"summary":${JSON.stringify({ ...summaryFields(summary), ...(error && { error }) })}}\n`,
    );
    await this.#output.finish();
  }
}

function resultFields(run: JobRun, ending: Ending, data: Uint8Array, presentation: Presentation, clock: Clock): object {
  const { error, outcome } = ending;
  return {
    ...jobFields(run, clock),
    outcome,
    ...presentation.bytesJson(data),
    bytes: run.resultBytes,
    duration: Math.round(clock.elapsedMs() - run.startedAtMs) / 1000,
    attempts: run.attempts,
    exit: error === undefined ? 0 : presentation.exitCodeFor(error),
    ...(error !== undefined && { error: presentation.errorJson(error) }),
  };
}

function jobFields({ request, handle, server }: JobRun, clock: Clock): object {
  const { seq, functionName, unique } = request;
  const time = timeText(clock);
  return { seq, function: functionName, handle: handle ?? null, unique: unique ?? null, server: server ?? null, time };
}

function summaryFields({ submitted, outcomes, seconds, exit }: Summary): object {
  return { submitted, ...outcomes, seconds: Math.round(seconds * 1000) / 1000, exit };
}

function timeText(clock: Clock): string {
  return new Date(clock.epochMs()).toISOString();
}
