import { SERVER_ERRORS } from '../../protocol/server-errors.js';
import type { StoredJob } from '../job-store/job-store.js';
import { wakeSleepers } from './abilities.js';
import { type CreatedEffect, type Effect, refuse } from './effect.js';
import type { JobTable } from './job-table.js';
import type { LifeCycle } from './life-cycle.js';
import type { Job, JobFunction, Peer } from './model.js';
import type { QueueOptions } from './queue-options.js';
import type { Registry } from './registry.js';
import { type Submission, type SubmissionContent, submissionOf, uniqueOf, workloadOf } from './submission.js';

/** The longest unique ID and reducer that are taken, in bytes. */
const MAX_UNIQUE_BYTES = 64;

/**
 * Tells which answers a store that failed has refused: all to submissions in the background, whatever has become of
 * their jobs meanwhile, and of those in the foreground the ones that joined a job that is gone.
 */
export type IsRefused = (answer: Pick<CreatedEffect, 'number' | 'background'>) => boolean;

/**
 * Where jobs come in: from clients, and from the store. With a store, jobs submitted in the background are held:
 *
 *     submit ──► held: known, counted, joined by others, but not worked ──stored──► waiting for a worker
 *                  └──refused──► gone, and those who asked for it are refused
 */
export class Submissions {
  readonly #jobs: JobTable;
  readonly #registry: Registry;
  readonly #lifeCycle: LifeCycle;
  readonly #options: QueueOptions;
  /** Foreground jobs that have become background jobs and are not durable as such yet. */
  readonly #promoted = new Set<number>();
  #isClosed = false;

  constructor(jobs: JobTable, registry: Registry, lifeCycle: LifeCycle, options: QueueOptions) {
    this.#jobs = jobs;
    this.#registry = registry;
    this.#lifeCycle = lifeCycle;
    this.#options = options;
  }

  /** Takes no more jobs. */
  close(): void {
    this.#isClosed = true;
  }

  /** Takes a job, or joins the client to the one it coalesces with. JOB_CREATED is the last effect. */
  submit(client: Peer, submission: Submission, nowMs: number): Effect[] {
    if (this.#isClosed) return [refuse(client, SERVER_ERRORS.stopping)];
    const { uniqueStart, uniqueEnd, reducer, background, priority } = submission;
    // DEVIATION: gearmand neither coalesces by 64 bytes nor delivers them whole, and checks no ID beside a reducer.
    if (uniqueEnd - uniqueStart > MAX_UNIQUE_BYTES || reducer.length > MAX_UNIQUE_BYTES) {
      return [refuse(client, SERVER_ERRORS.uniqueTooLarge)];
    }
    const jobFunction = this.#registry.functionAt(submission.bytes, submission.nameStart, submission.nameEnd);
    const hash = this.#jobs.hashOf(submission);
    const existing = this.#jobs.findCoalescing(jobFunction, submission, hash);
    if (existing !== 0 && !this.#sweepDead(existing)) return this.#coalesce(client, existing, submission, nowMs);

    const limit = jobFunction.limits[priority];
    if (limit > 0 && jobFunction.total >= limit) return [refuse(client, SERVER_ERRORS.queueFull)];

    const effects: Effect[] = [];
    const number = this.#lifeCycle.begin(jobFunction, submission, hash, nowMs, nowMs);
    if (!background) waitFor(this.#jobs.find(number) as Job, client);
    else if (this.#options.durable) this.#hold(number, jobFunction, submission, nowMs, effects);
    this.#tellObserver(number, jobFunction, submission, false, nowMs);
    if (jobFunction.sleepers.size > 0) wakeSleepers(jobFunction, this.#options.workerWakeup ?? 0, effects);
    effects.push(created(client, number, background));
    return effects;
  }

  /** The jobs held are durable: they may be worked. */
  stored(): void {
    this.#lifeCycle.release();
    this.#promoted.clear();
  }

  /** The jobs held are not durable: they are gone. Those that were in the foreground before are so again. */
  refused(nowMs: number): IsRefused {
    const heldFrom = this.#lifeCycle.release();
    const promoted = new Set(this.#promoted);
    this.#promoted.clear();
    const gone = new Set<number>();
    for (let number = heldFrom; number <= this.#jobs.lastNumber; number++) {
      const job = promoted.has(number) ? undefined : this.#jobs.find(number);
      if (!job?.background) continue;
      gone.add(number);
      this.#lifeCycle.undo(job);
    }
    for (const number of promoted) {
      const job = this.#jobs.find(number);
      if (job === undefined) continue;
      job.background = false;
      if (job.isDead) this.#lifeCycle.mourn(job, nowMs);
    }
    return ({ number, background }) => (background ? number >= heldFrom || promoted.has(number) : gone.has(number));
  }

  /** Files a job that was stored before this server started. Limits do not apply to it. */
  restore(stored: StoredJob, nowMs: number): void {
    const kept = this.#options.forgetReducers ? { ...stored, reducer: '' } : stored;
    const submission = submissionOf(kept, true);
    const jobFunction = this.#registry.functionAt(submission.bytes, submission.nameStart, submission.nameEnd);
    const hash = this.#jobs.hashOf(submission);
    this.#lifeCycle.begin(jobFunction, submission, hash, stored.queuedAtEpochMs, nowMs, stored.number);
  }

  /** Files a job that another server had, unless it coalesces with one that is here. Limits do not apply to it. */
  adopt(content: SubmissionContent, nowMs: number): Effect[] {
    const submission = submissionOf(content, true);
    const jobFunction = this.#registry.functionAt(submission.bytes, submission.nameStart, submission.nameEnd);
    const hash = this.#jobs.hashOf(submission);
    if (this.#jobs.findCoalescing(jobFunction, submission, hash) !== 0) return [];
    const number = this.#lifeCycle.begin(jobFunction, submission, hash, nowMs, nowMs);
    const effects: Effect[] = [];
    if (this.#options.durable) this.#hold(number, jobFunction, submission, nowMs, effects);
    return effects;
  }

  /** Gives the background jobs that a restart should bring back, as they would be stored. */
  *storable(): Generator<StoredJob> {
    for (const job of this.#jobs.all()) if (job.background && !job.cancelled) yield storedJob(job);
  }

  /** Sweeps a job if it is dead. */
  #sweepDead(number: number): boolean {
    const job = this.#jobs.findUnpacked(number);
    if (!job?.isDead) return false;
    // DEVIATION: gearmand joins the client to the dead job, and the client never hears of it again.
    this.#lifeCycle.sweep(job);
    return true;
  }

  #coalesce(client: Peer, number: number, submission: Submission, nowMs: number): Effect[] {
    const { background } = submission;
    const effects: Effect[] = [];
    // What is packed is a background job that lives, and stays one if nobody waits for it.
    const job = background ? this.#jobs.findUnpacked(number) : this.#jobs.find(number);
    if (job?.cancelled) {
      // DEVIATION: gearmand leaves it cancelled, and forgets this client with it if the worker is lost.
      job.cancelled = false;
      job.background = false;
    }
    if (job !== undefined && !background) waitFor(job, client);
    if (job !== undefined && background && !job.background) {
      // DEVIATION: gearmand leaves it a foreground job, and drops it when the clients that wait for it leave.
      job.background = true;
      if (this.#options.durable) {
        this.#promoted.add(number);
        effects.push({ type: 'store', job: storedJob(job) });
      }
    }
    if (this.#options.observer !== undefined) {
      const jobFunction = this.#registry.functionAt(submission.bytes, submission.nameStart, submission.nameEnd);
      this.#tellObserver(number, jobFunction, submission, true, nowMs);
    }
    effects.push(created(client, number, background));
    return effects;
  }

  #hold(number: number, { name }: JobFunction, submission: Submission, nowMs: number, effects: Effect[]): void {
    this.#lifeCycle.holdFrom(number);
    const { reducer, priority, runAtEpochMs } = submission;
    effects.push({
      type: 'store',
      job: {
        number,
        functionName: name,
        unique: uniqueOf(submission),
        reducer,
        priority,
        runAtEpochMs,
        queuedAtEpochMs: nowMs,
        workload: workloadOf(submission),
      },
    });
  }

  #tellObserver(
    number: number,
    { name: functionName }: JobFunction,
    { priority, background }: Submission,
    coalesced: boolean,
    atMs: number,
  ): void {
    this.#options.observer?.submitted({ number, functionName, priority, background, coalesced, atMs });
  }
}

function created(peer: Peer, number: number, background: boolean): CreatedEffect {
  return { type: 'created', peer, number, background };
}

function waitFor(job: Job, client: Peer): void {
  job.clients.push(client);
  client.waitingFor.add(job);
}

function storedJob(job: Job): StoredJob {
  const { number, unique, reducer, priority, runAtEpochMs, workload } = job;
  return {
    number,
    functionName: job.function.name,
    unique,
    reducer,
    priority,
    runAtEpochMs,
    queuedAtEpochMs: job.queuedAtMs,
    workload,
  };
}
