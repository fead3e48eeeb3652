import { counted } from '../output/cell-text.js';
import type { Listing, Totals } from '../output/column.js';
import { type Answer, reasonJson } from './answering-servers.js';
import { ageText } from './time-text.js';

/** A job that is not over; null is what its server does not tell. */
export interface JobRow {
  readonly server: string;
  readonly handle: string;
  readonly functionName: string | null;
  readonly unique: string | null;
  readonly priority: string | null;
  readonly state: string;
  readonly background: boolean | null;
  readonly ageMs: number | null;
  readonly attempts: number | null;
  readonly retries: number | null;
  readonly worker: string | null;
  readonly size: number | null;
}

/** Several servers' jobs. */
export interface JobsView {
  readonly time: Date;
  readonly servers: readonly Answer<{ readonly isDetailed: boolean; readonly total: number }>[];
  readonly jobs: readonly JobRow[];
}

const DETAILED_KEYS = ['handle', 'function', 'state', 'priority', 'age', 'attempts', 'worker', 'size'];
const BARE_KEYS = ['handle', 'retries', 'state', 'background'];

/** How jobs are listed. Without a server that tells more than handles, columns that would be empty are left out. */
export function jobsListing(isDetailed: boolean): Listing<JobRow> {
  const tableColumns = ['server', ...(isDetailed ? DETAILED_KEYS : BARE_KEYS)];
  return {
    type: 'job',
    columns: [
      { key: 'server', heading: 'SERVER', value: ({ server }) => server },
      { key: 'handle', heading: 'HANDLE', shrinks: true, value: ({ handle }) => handle },
      { key: 'function', heading: 'FUNCTION', shrinks: true, value: ({ functionName }) => functionName },
      { key: 'unique', heading: 'UNIQUE', shrinks: true, value: ({ unique }) => unique },
      { key: 'priority', heading: 'PRIORITY', value: ({ priority }) => priority },
      { key: 'retries', heading: 'RETRIES', align: 'right', value: ({ retries }) => retries },
      { key: 'state', heading: 'STATE', value: ({ state }) => state, tint: stateTint },
      { key: 'background', heading: 'BACKGROUND', value: ({ background }) => background },
      {
        key: 'age',
        heading: 'AGE',
        align: 'right',
        value: ({ ageMs }) => (ageMs === null ? null : ageMs / 1000),
        cell: ({ ageMs }) => (ageMs === null ? '-' : ageText(ageMs)),
      },
      { key: 'attempts', heading: 'ATTEMPTS', align: 'right', value: ({ attempts }) => attempts },
      { key: 'worker', heading: 'WORKER', shrinks: true, value: ({ worker }) => worker },
      { key: 'size', heading: 'SIZE', align: 'right', value: ({ size }) => size },
    ],
    tableColumns,
    plainColumns: ['server', ...DETAILED_KEYS],
    json: jobJson,
  };
}

/** Gives the last line of the table. */
export function jobsTotals(jobs: readonly JobRow[]): Totals {
  return { server: counted(jobs.length, 'job') };
}

/** Gives the document `gearctl/jobs/1`. */
export function jobsDocument({ time, servers, jobs }: JobsView) {
  return {
    schema: 'gearctl/jobs/1',
    time: time.toISOString(),
    servers: servers.map((answer) => {
      if (!answer.ok) return { server: answer.server, ok: false, ...reasonJson(answer.error) };
      const { isDetailed, total } = answer.value;
      return { server: answer.server, ok: true, detailed: isDetailed, total };
    }),
    jobs: jobs.map(jobJson),
  };
}

function jobJson(job: JobRow): object {
  const { server, handle, functionName, unique, priority, state, background, attempts, retries, worker, size } = job;
  const age = job.ageMs === null ? null : job.ageMs / 1000;
  return {
    ...{ server, handle, function: functionName, unique, priority, state, background },
    ...{ age, attempts, retries, worker, size },
  };
}

function stateTint({ state }: JobRow): 'green' | 'yellow' | undefined {
  if (state === 'running') return 'green';
  return state === 'cancelled' ? 'yellow' : undefined;
}
