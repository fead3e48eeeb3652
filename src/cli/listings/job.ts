import type { Listing } from '../output/column.js';
import { outcomeTint, type ResultRow } from './results.js';
import { durationText } from './time-text.js';

/** What is known of one job. */
export interface JobViewRow {
  /** As it was asked for. */
  readonly key: { readonly handle: string } | { readonly unique: string };
  readonly state: 'queued' | 'running' | 'ended' | 'unknown';
  readonly server: string | null;
  readonly numerator: number;
  readonly denominator: number;
  readonly waitingClients: number | null;
  readonly outcome: ResultRow | undefined;
}

/** How jobs are listed that were asked for one by one. */
export const jobListing: Listing<JobViewRow> = {
  type: 'job',
  columns: [
    { key: 'handle', heading: 'HANDLE', shrinks: true, value: (job) => handleOf(job) },
    { key: 'unique', heading: 'UNIQUE', shrinks: true, value: (job) => uniqueOf(job) },
    { key: 'job', heading: 'JOB', shrinks: true, value: ({ key }) => ('handle' in key ? key.handle : key.unique) },
    {
      key: 'state',
      heading: 'STATE',
      value: stateOf,
      cell: stateCell,
      tint: (job) => outcomeTint({ outcome: outcomeOf(job) }),
    },
    { key: 'percent', heading: '%', align: 'right', value: percentOf },
    {
      key: 'exit-code',
      heading: 'EXIT',
      align: 'right',
      value: ({ outcome }) => outcome?.exitCode ?? outcome?.signal ?? null,
    },
    {
      key: 'duration',
      heading: 'DURATION',
      align: 'right',
      value: ({ outcome }) => (outcome?.durationMs == null ? null : outcome.durationMs / 1000),
      cell: ({ outcome }) => durationText(outcome?.durationMs ?? null),
    },
    { key: 'bytes', heading: 'BYTES', align: 'right', value: ({ outcome }) => outcome?.bytes ?? null },
    { key: 'server', heading: 'SERVER', value: ({ server }) => server },
    { key: 'source', heading: 'SOURCE', value: ({ outcome }) => outcome?.source ?? null },
    { key: 'message', heading: 'MESSAGE', shrinks: true, value: ({ outcome }) => outcome?.message ?? null },
  ],
  tableColumns: ['job', 'state', 'exit-code', 'duration', 'bytes', 'server', 'source', 'message'],
  plainColumns: ['job', 'state', 'percent', 'exit-code', 'server', 'source'],
  json: jobJson,
};

/** Gives the document `gearctl/job/1`. */
export function jobDocument(jobs: readonly JobViewRow[], time: Date) {
  return { schema: 'gearctl/job/1', time: time.toISOString(), jobs: jobs.map(jobJson) };
}

/** Gives how a job ended: `unknown` of one that nobody knows, null while it is not over. */
export function outcomeOf({ state, outcome }: JobViewRow): string | null {
  if (state === 'ended') return outcome?.outcome ?? 'unknown';
  return state === 'unknown' ? 'unknown' : null;
}

function jobJson(job: JobViewRow): object {
  const { state, server, numerator, denominator, waitingClients, outcome } = job;
  return {
    ...{ handle: handleOf(job), unique: uniqueOf(job), server, state },
    known: state === 'queued' || state === 'running',
    running: state === 'running',
    ...{ numerator, denominator, percent: percentOf(job), waiting_clients: waitingClients },
    outcome: outcomeOf(job),
    exit_code: outcome?.exitCode ?? null,
    signal: outcome?.signal ?? null,
    message: outcome?.message ?? null,
    attempts: outcome?.attempts ?? null,
    worker: outcome?.worker ?? null,
    started: outcome?.startedAt?.toISOString() ?? null,
    finished: outcome?.finishedAt.toISOString() ?? null,
    duration: outcome?.durationMs == null ? null : outcome.durationMs / 1000,
    bytes: outcome?.bytes ?? null,
    source: outcome?.source ?? null,
  };
}

function handleOf({ key, outcome }: JobViewRow): string | null {
  return 'handle' in key ? key.handle : (outcome?.handle ?? null);
}

function uniqueOf({ key, outcome }: JobViewRow): string | null {
  return 'unique' in key ? key.unique : (outcome?.unique ?? null);
}

/** A job that has ended is called what came of it. */
function stateOf(job: JobViewRow): string {
  return outcomeOf(job) ?? job.state;
}

function stateCell(job: JobViewRow): string {
  const { state, outcome, numerator, denominator } = job;
  if (state === 'unknown') return 'unknown (ended, cancelled or never there)';
  if (state === 'ended' && outcome === undefined) return 'ended, outcome unknown';
  return state === 'running' && denominator > 0 ? `running ${numerator}/${denominator}` : stateOf(job);
}

function percentOf({ numerator, denominator }: JobViewRow): number | null {
  return denominator > 0 ? Math.floor((100 * numerator) / denominator) : null;
}
