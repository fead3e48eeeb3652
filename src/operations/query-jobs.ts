import { type Admin, isUnknownCommand, type JobDetails, type JobRow } from '../admin/index.js';
import type { ServerAnswer, ServerPool } from './server-pool.js';

/** A job that is not over. What its server does not tell is null: gearmand tells hardly anything. */
export interface ListedJob {
  readonly server: string;
  readonly handle: string;
  readonly functionName: string | null;
  readonly unique: string | null;
  readonly priority: JobDetails['priority'] | null;
  /** `cancelled` where it will not be worked, and of gearmand `active` else: whether a job waits or runs it does not say. */
  readonly state: JobDetails['state'] | 'active';
  readonly background: boolean | null;
  readonly ageMs: number | null;
  /** How often it was handed to a worker. */
  readonly attempts: number | null;
  /** How often a worker was lost with it: what gearmand tells in place of that. */
  readonly retries: number | null;
  readonly worker: string | null;
  readonly size: number | null;
}

/** Which jobs are listed. */
export interface JobsWish {
  /** Of this function only. */
  readonly functionName: string | undefined;
  /** Only those that are cancelled and still listed. */
  readonly ignoredOnly: boolean;
  /** The most of each server that tells how many there are. */
  readonly limit: number;
}

/** What one server listed. */
export interface ServerJobs {
  /** Whether it tells functions, ages and the like. */
  readonly isDetailed: boolean;
  readonly jobs: readonly ListedJob[];
  /** How many there are, listed or not. */
  readonly total: number;
}

/** The jobs of all servers that answered. */
export interface JobsReport {
  readonly time: Date;
  readonly servers: readonly ServerAnswer<ServerJobs>[];
  readonly jobs: readonly ListedJob[];
}

/** Asks all servers for their jobs. Servers that fail are part of the report. */
export async function queryJobs(pool: ServerPool, wish: JobsWish): Promise<JobsReport> {
  const time = new Date();
  const servers = await pool.ask((admin) => jobsOf(admin, wish));
  const jobs = servers.flatMap((answer) => (answer.ok ? answer.value.jobs : []));
  return { time, servers, jobs };
}

async function jobsOf(admin: Admin, { functionName, ignoredOnly, limit }: JobsWish): Promise<ServerJobs> {
  try {
    const { jobs, total } = await admin.jobDetails({ ...(functionName !== undefined && { functionName }), limit });
    const listed = jobs.filter(({ state }) => !ignoredOnly || state === 'cancelled');
    return { isDetailed: true, jobs: listed.map((job) => detailed(admin.server, job)), total };
  } catch (error) {
    if (!isUnknownCommand(error)) throw error;
  }
  // Nobody knows of which function these jobs are: with one asked for, none can be said to be of it.
  if (functionName !== undefined) return { isDetailed: false, jobs: [], total: 0 };
  const rows = (await admin.jobs()).filter(({ ignored }) => !ignoredOnly || ignored);
  return { isDetailed: false, jobs: rows.map((row) => bare(admin.server, row)), total: rows.length };
}

function detailed(server: string, job: JobDetails): ListedJob {
  const { handle, functionName, priority, state, background, ageMs, attempts, size } = job;
  return {
    ...{ server, handle, functionName, priority, state, background, ageMs, attempts, size },
    unique: job.unique ?? null,
    retries: null,
    worker: job.worker === undefined ? null : (job.worker.id ?? job.worker.address),
  };
}

function bare(server: string, { handle, retries, ignored, queued }: JobRow): ListedJob {
  const untold = { functionName: null, unique: null, priority: null, ageMs: null, attempts: null, worker: null };
  const state = ignored ? 'cancelled' : 'active';
  return { server, handle, state, background: queued, retries, size: null, ...untold };
}
