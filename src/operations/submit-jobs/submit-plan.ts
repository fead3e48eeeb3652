import { UsageError } from '../../errors.js';
import { parseParallelism } from '../parallelism.js';
import { NEWLINE, NUL, parseSeparator } from '../separator.js';
import { parseHaltRule } from './halt-rule.js';
import { type JobSourceOptions, RANDOM_UNIQUE } from './job-source.js';
import { Pace, parseRate } from './rate.js';
import { RecordSplitter } from './record-splitter.js';
import type { SubmitOptions } from './submit-options.js';
import type { SubmitterOptions } from './submitter.js';
import { Template } from './template.js';

/** What was asked for, read and checked. */
export interface SubmitPlan {
  readonly source: JobSourceOptions;
  readonly submitter: SubmitterOptions;
  /** The number of jobs, where the command line tells. */
  readonly total: number | undefined;
  readonly layout: SubmitOptions['layout'];
  /** Puts results on lines of their own. */
  readonly newlines: boolean;
}

/** Unless told otherwise, so many background jobs may be sent before the server has accepted the first. */
const DEFAULT_BACKGROUND_JOBS = 2048;

/** How it is called, in short. */
const USAGE = 'gearctl submit FUNCTION DATA · … | gearctl submit FUNCTION · -e for no data · gearctl submit --help';

/** A unique ID that stands for the workload itself. */
const WORKLOAD_UNIQUE = '-';

/** Reads and checks what was asked for. `isInteractive` says that stdin is a terminal. Throws UsageError. */
export function planOf(options: SubmitOptions, isInteractive: boolean, now: () => number): SubmitPlan {
  const input = inputOf(options, isInteractive);
  const functionNames = [...(options.functionName === undefined ? [] : [options.functionName]), ...options.also];
  const isJson = input.kind === 'jsonl';
  if (functionNames.length === 0 && !isJson) throw new UsageError('FUNCTION is missing', { hint: USAGE });
  if (options.template !== undefined && isJson) throw new UsageError('--template is for records, not for JSON Lines');
  const { copies, jobs, unique, priority, reducer, runAt, rate, halt, retries, template } = options;
  const background = options.background || runAt !== undefined;
  if (options.wait && !background) {
    throw new UsageError('--wait is for background jobs: of others the end is waited for anyway', { hint: 'add -b' });
  }
  const workloads = countOf(input);
  refuseSharedUnique(unique, workloads === undefined ? undefined : workloads * copies);
  const inFlight = jobs === undefined ? undefined : parseParallelism(jobs);
  return {
    source: {
      input,
      functionNames,
      copies,
      defaults: { unique, priority, background, reducer, runAt },
      template: template === undefined ? undefined : new Template(template),
    },
    submitter: {
      foregroundJobs: inFlight ?? 1,
      backgroundJobs: inFlight ?? DEFAULT_BACKGROUND_JOBS,
      retries,
      reducer,
      halt: halt === undefined ? undefined : parseHaltRule(halt),
      pace: rate === undefined ? undefined : new Pace(parseRate(rate), now),
      now,
    },
    total: workloads === undefined ? undefined : workloads * copies * functionNames.length,
    layout: layoutOf(options, inFlight ?? 1),
    newlines: !options.raw && (isJson || input.kind === 'records'),
  };
}

function inputOf(options: SubmitOptions, isInteractive: boolean): JobSourceOptions['input'] {
  const { data, files, empty, cut, keepSeparator } = options;
  const isFromCommandLine = data.length > 0 || empty;
  if (isFromCommandLine && (files.length > 0 || cut !== 'whole' || (data.length > 0 && empty))) {
    throw new UsageError('DATA, --empty and an input to read are three ways to say what to submit: choose one');
  }
  if (empty) return { kind: 'workloads', workloads: [new Uint8Array(0)] };
  if (data.length > 0) return { kind: 'workloads', workloads: data.map((text) => Buffer.from(text)) };
  if (files.length === 0 && isInteractive) {
    throw new UsageError('there is nothing to submit: no DATA, and nobody pipes anything in', { hint: USAGE });
  }
  const names = files.length === 0 ? ['-'] : files;
  if (cut === 'whole' || cut === 'jsonl') return { kind: cut, names };
  const separator = cut === 'lines' ? NEWLINE : cut === 'null' ? NUL : parseSeparator(cut.delimiter);
  return { kind: 'records', names, splitter: new RecordSplitter(separator, keepSeparator) };
}

function layoutOf({ layout, tag }: SubmitOptions, inFlight: number): SubmitOptions['layout'] {
  // One after the other, results need not wait for their end to be in one piece each.
  if (inFlight === 1) return 'input';
  return tag !== undefined && layout === 'mixed' ? 'lines' : layout;
}

function countOf(input: JobSourceOptions['input']): number | undefined {
  if (input.kind === 'workloads') return input.workloads.length;
  return input.kind === 'whole' ? input.names.length : undefined;
}

/** Jobs of one function with one unique ID are one job, and all but the first would be swallowed without a word. */
function refuseSharedUnique(unique: string | undefined, jobs: number | undefined): void {
  if (unique === undefined || unique === WORKLOAD_UNIQUE || unique === RANDOM_UNIQUE || jobs === 1) return;
  throw new UsageError(`all jobs would have the unique ID '${unique}', and so be one job`, {
    hint: `-u ${WORKLOAD_UNIQUE} (the workload is the ID), -u ${RANDOM_UNIQUE} (a random one), or JSON Lines with an ID for each`,
  });
}
