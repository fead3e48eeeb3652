import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { UsageError } from '../../errors.js';
import { NEWLINE } from '../separator.js';
import { type ByteInput, chunksOf, inputsOf, wholeOf } from './input-bytes.js';
import { checkJob, type JobDefaults, type JobRequest } from './job-request.js';
import { atLine, type JobLine, parseJobLine } from './json-line.js';
import { RecordSplitter } from './record-splitter.js';
import type { Template } from './template.js';

/** What jobs are made from. */
export interface JobSourceOptions {
  /** The functions that each workload is submitted to; none if every line of JSON names its own. */
  readonly functionNames: readonly string[];
  readonly defaults: JobDefaults;
  readonly copies: number;
  readonly template: Template | undefined;
  readonly input:
    | { readonly kind: 'workloads'; readonly workloads: readonly Uint8Array[] }
    | { readonly kind: 'whole'; readonly names: readonly string[] }
    | { readonly kind: 'records'; readonly names: readonly string[]; readonly splitter: RecordSplitter }
    | { readonly kind: 'jsonl'; readonly names: readonly string[] };
}

/** A unique ID that stands for a random one, another for each job. */
export const RANDOM_UNIQUE = '@uuid';

/** What the command line says of a job that has no line of its own. */
const NOTHING: Partial<JobLine> = {};

/**
 * Makes jobs as their input comes: each batch holds those that one chunk of it completes, made one by one as they are
 * taken. Ends early when `signal` aborts. Throws what is wrong with the input, at the place where it is.
 */
export class JobSource {
  readonly #options: JobSourceOptions;
  readonly #newUuid: () => string;
  #seq = 0;

  /** Throws NameError or UsageError for what no job may have. */
  constructor(options: JobSourceOptions, newUuid: () => string = () => randomUUID()) {
    this.#options = options;
    this.#newUuid = newUuid;
    for (const functionName of options.functionNames) checkJob(functionName, options.defaults);
  }

  async *batches(stdin: Readable, signal: AbortSignal): AsyncGenerator<Iterable<JobRequest>, void, undefined> {
    const { input } = this.#options;
    if (input.kind === 'workloads') {
      yield this.#plainJobs(input.workloads);
      return;
    }
    for (const bytes of await inputsOf(input.names, stdin)) {
      if (input.kind === 'whole') {
        const workload = await wholeOf(bytes, signal);
        if (workload !== undefined) yield this.#plainJobs([workload]);
      } else if (input.kind === 'records') {
        for await (const records of recordsOf(bytes, input.splitter, signal)) yield this.#plainJobs(records);
      } else {
        let line = 0;
        for await (const lines of recordsOf(bytes, new RecordSplitter(NEWLINE), signal)) {
          yield this.#jsonJobs(lines, line);
          line += lines.length;
        }
      }
    }
  }

  *#plainJobs(workloads: readonly Uint8Array[]): Generator<JobRequest, void, undefined> {
    const { functionNames, copies, template } = this.#options;
    for (const workload of workloads) {
      for (let copy = 0; copy < copies; copy++) {
        for (const functionName of functionNames) {
          this.#seq += 1;
          const filled = template === undefined ? workload : template.fill(workload, this.#seq);
          yield this.#job(functionName, filled, NOTHING);
        }
      }
    }
  }

  /** `before` counts the lines of the same input before these. */
  *#jsonJobs(lines: readonly Uint8Array[], before: number): Generator<JobRequest, void, undefined> {
    for (const [index, bytes] of lines.entries()) {
      let line: JobLine | undefined;
      try {
        line = parseJobLine(bytes);
        if (line !== undefined) this.#checkLine(line);
      } catch (error) {
        throw atLine(error, before + index + 1);
      }
      if (line === undefined) continue;
      for (let copy = 0; copy < this.#options.copies; copy++) {
        for (const functionName of this.#namesFor(line)) {
          this.#seq += 1;
          yield this.#job(functionName, line.workload, line);
        }
      }
    }
  }

  #checkLine(line: JobLine): void {
    const names = this.#namesFor(line);
    if (names.length === 0) throw new UsageError("the job has no function: neither 'function' nor FUNCTION is given");
    for (const name of names) checkJob(name, { ...this.#options.defaults, ...line });
  }

  #namesFor({ functionName }: JobLine): readonly string[] {
    return functionName === undefined ? this.#options.functionNames : [functionName];
  }

  #job(functionName: string, workload: Uint8Array, line: Partial<JobLine>): JobRequest {
    const { unique, priority, background, runAt } = this.#options.defaults;
    const when = line.runAt ?? runAt;
    return {
      seq: this.#seq,
      functionName,
      workload,
      unique: line.unique ?? (unique === RANDOM_UNIQUE ? this.#newUuid() : unique),
      priority: line.priority ?? priority,
      background: when !== undefined || (line.background ?? background),
      runAt: when,
    };
  }
}

async function* recordsOf(
  input: ByteInput,
  splitter: RecordSplitter,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array[], void, undefined> {
  for await (const chunk of chunksOf(input, signal)) {
    const records = splitter.push(chunk);
    if (records.length > 0) yield records;
  }
  const rest = signal.aborted ? undefined : splitter.rest();
  if (rest !== undefined) yield [rest];
}
