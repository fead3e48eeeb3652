import { DueHeap } from './due-heap.js';
import type { Effect } from './effect.js';
import type { JobTable } from './job-table.js';
import type { Line } from './line.js';
import { type Job, type JobFunction, type Peer, PRIORITIES, type Priority } from './model.js';
import type { JobOutcome, QueueObserver } from './observer.js';
import type { Submission } from './submission.js';

const NOTHING = new Uint8Array();

/** A job that may be worked. */
export interface QueuedJob {
  readonly number: number;
  readonly priority: Priority;
}

/**
 * The transitions of a job from state to state, and the lines that it stands in meanwhile. Who hears of them is decided
 * above, but for the observer.
 */
export class LifeCycle {
  readonly #jobs: JobTable;
  readonly #durable: boolean;
  readonly #observer: QueueObserver | undefined;
  /** Delayed jobs by when they may run, and running ones by when they take too long. */
  readonly #due = new DueHeap<Job>();
  /** Background jobs from this number on are not durable yet. */
  #storingFrom = Number.POSITIVE_INFINITY;

  constructor(jobs: JobTable, durable: boolean, observer: QueueObserver | undefined) {
    this.#jobs = jobs;
    this.#durable = durable;
    this.#observer = observer;
  }

  /** When the next delayed job may run, or the next running one takes too long. */
  get nextDueMs(): number | undefined {
    return this.#due.first?.dueMs;
  }

  /** Gives a delayed or running job whose time has come. */
  firstDue(nowMs: number): Job | undefined {
    const job = this.#due.first;
    return job !== undefined && job.dueMs <= nowMs ? job : undefined;
  }

  /**
   * Gives the most urgent job of a function that may be worked; dead jobs in front of it are swept. One that is not
   * durable yet holds up those behind it.
   */
  firstQueued(jobFunction: JobFunction): QueuedJob | undefined {
    for (const priority of PRIORITIES) {
      const number = this.#firstOf(jobFunction.queued[priority]);
      if (number !== 0 && !this.#isStoring(number)) return { number, priority };
    }
    return undefined;
  }

  /** Tells whether a function has a job that may be worked now, or will be as soon as it is durable. */
  hasQueued(jobFunction: JobFunction): boolean {
    return PRIORITIES.some((priority) => this.#firstOf(jobFunction.queued[priority]) !== 0);
  }

  /** From this job on none in the background may be worked, until `release`. */
  holdFrom(number: number): void {
    this.#storingFrom = Math.min(this.#storingFrom, number);
  }

  /** All jobs may be worked. Gives the number from which on they were held. */
  release(): number {
    const from = this.#storingFrom;
    this.#storingFrom = Number.POSITIVE_INFINITY;
    return from;
  }

  /** nothing → delayed or queued. The number is the next one unless it is given. */
  begin(
    jobFunction: JobFunction,
    submission: Submission,
    hash: number,
    queuedAtMs: number,
    nowMs: number,
    number?: number,
  ): number {
    const added = this.#jobs.add(jobFunction, submission, hash, queuedAtMs, nowMs, number);
    const job = submission.runAtEpochMs > nowMs ? this.#jobs.findUnpacked(added) : undefined;
    if (job === undefined) {
      jobFunction.queued[submission.priority].append(added);
    } else {
      job.state = 'delayed';
      jobFunction.delayed += 1;
      this.#startTimer(job, job.runAtEpochMs);
    }
    return added;
  }

  /** delayed → queued: behind the jobs that could run before it. */
  fallDue(job: Job): void {
    this.#due.remove(job);
    job.function.delayed -= 1;
    this.#enqueue(job);
  }

  /** queued → running, for so long at most; 0 is no limit. It must be the first of its line. */
  start(job: Job, worker: Peer, timeoutMs: number, nowMs: number): void {
    job.function.queued[job.priority].shift();
    job.function.running += 1;
    job.state = 'running';
    job.worker = worker;
    job.startedAtMs = nowMs;
    worker.running.add(job);
    worker.lateReports.forget(job.number);
    if (timeoutMs > 0) this.#startTimer(job, nowMs + timeoutMs);
    this.#observer?.started({
      number: job.number,
      functionName: job.function.name,
      priority: job.priority,
      background: job.background,
      queuedAtMs: job.queuedAtMs,
      runnableAtMs: Math.max(job.queuedAtMs, job.runAtEpochMs),
      startedAtMs: nowMs,
      losses: job.losses,
    });
  }

  /** running → queued: it starts anew, behind the others. */
  giveBack(job: Job, nowMs: number): void {
    const { worker } = job;
    this.#stop(job);
    job.losses += 1;
    job.numerator = 0;
    job.denominator = 0;
    this.#enqueue(job);
    if (job.isDead) this.mourn(job, nowMs, worker);
  }

  /** running → forgotten. */
  end(job: Job, outcome: JobOutcome, result: Uint8Array, nowMs: number, effects: Effect[]): void {
    const { worker } = job;
    this.#stop(job);
    this.unstore(job, effects);
    this.#jobs.remove(job);
    this.#tellEnd(job, outcome, result, nowMs, worker);
  }

  /** queued and dead → forgotten. */
  sweep(job: Job): void {
    this.#jobs.remove(job);
    job.function.queued[job.priority].forget((number) => this.#jobs.has(number));
  }

  /** delayed or queued → forgotten, as if it had never been. */
  undo(job: Job): void {
    if (job.state === 'delayed') this.fallDue(job);
    this.sweep(job);
  }

  /** Tells of a job that has just died: by being cancelled, or because nobody waits for it any more. */
  mourn(job: Job, nowMs: number, worker?: Peer): void {
    this.#tellEnd(job, job.cancelled ? 'cancelled' : 'abandoned', NOTHING, nowMs, worker);
  }

  /** Asks for a job that is over to be removed from the store. */
  unstore(job: Job, effects: Effect[]): void {
    if (this.#durable && job.background && !job.cancelled) effects.push({ type: 'remove', number: job.number });
  }

  #firstOf(line: Line): number {
    for (;;) {
      const number = line.first;
      const job = this.#jobs.findUnpacked(number);
      if (job?.isDead) this.sweep(job);
      else if (job !== undefined || number === 0 || this.#jobs.isPacked(number)) return number;
      else line.skip();
    }
  }

  #isStoring(number: number): boolean {
    return number >= this.#storingFrom && this.#jobs.findUnpacked(number)?.background !== false;
  }

  #enqueue(job: Job): void {
    job.state = 'queued';
    job.function.queued[job.priority].append(job.number);
  }

  #stop(job: Job): void {
    this.#due.remove(job);
    job.function.running -= 1;
    job.worker?.running.delete(job.number);
    job.worker = undefined;
  }

  #startTimer(job: Job, dueMs: number): void {
    job.dueMs = dueMs;
    this.#due.add(job);
  }

  #tellEnd(job: Job, outcome: JobOutcome, result: Uint8Array, nowMs: number, worker: Peer | undefined): void {
    this.#observer?.ended({
      number: job.number,
      handle: job.handle,
      functionName: job.function.name,
      unique: job.unique,
      priority: job.priority,
      background: job.background,
      outcome,
      result,
      queuedAtMs: job.queuedAtMs,
      startedAtMs: job.startedAtMs,
      endedAtMs: nowMs,
      losses: job.losses,
      worker: worker && { clientId: worker.clientId, address: worker.address },
    });
  }
}
