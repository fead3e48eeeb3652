import { DueHeap } from './due-heap.js';
import { type Job, type JobFunction, type Peer, PRIORITIES, type Submission } from './model.js';
import type { Registry } from './registry.js';

/**
 * The transitions of a job from state to state, and the lines that it stands in meanwhile. Who hears of them is decided
 * above.
 */
export class LifeCycle {
  readonly #registry: Registry;
  /** Delayed jobs by when they may run, and running ones by when they take too long. */
  readonly #due = new DueHeap<Job>();

  constructor(registry: Registry) {
    this.#registry = registry;
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

  /** Gives the most urgent job of a function that may be worked; dead jobs in front of it are swept. */
  firstQueued(jobFunction: JobFunction): Job | undefined {
    for (const priority of PRIORITIES) {
      const line = jobFunction.queued[priority];
      while (line.first?.isDead) this.sweep(line.first);
      if (line.first !== undefined) return line.first;
    }
    return undefined;
  }

  /** nothing → delayed or queued. */
  begin(jobFunction: JobFunction, submission: Submission, nowMs: number): Job {
    const job = this.#registry.addJob(jobFunction, submission);
    if (job.runAtEpochMs > nowMs) {
      job.state = 'delayed';
      jobFunction.delayed += 1;
      this.#startTimer(job, job.runAtEpochMs);
    } else {
      this.#enqueue(job);
    }
    return job;
  }

  /** delayed → queued: behind the jobs that could run before it. */
  release(job: Job): void {
    this.#due.remove(job);
    job.function.delayed -= 1;
    this.#enqueue(job);
  }

  /** queued → running, for so long at most; 0 is no limit. */
  start(job: Job, worker: Peer, timeoutMs: number, nowMs: number): void {
    job.function.queued[job.priority].remove(job);
    job.function.running += 1;
    job.state = 'running';
    job.worker = worker;
    worker.running.add(job);
    if (timeoutMs > 0) this.#startTimer(job, nowMs + timeoutMs);
  }

  /** running → queued: it starts anew, behind the others. */
  giveBack(job: Job): void {
    this.#stop(job);
    job.retries += 1;
    job.numerator = 0;
    job.denominator = 0;
    this.#enqueue(job);
  }

  /** running → forgotten. */
  end(job: Job): void {
    this.#stop(job);
    this.#registry.removeJob(job);
  }

  /** queued and dead → forgotten. */
  sweep(job: Job): void {
    job.function.queued[job.priority].remove(job);
    this.#registry.removeJob(job);
  }

  #enqueue(job: Job): void {
    job.state = 'queued';
    job.function.queued[job.priority].append(job);
  }

  #stop(job: Job): void {
    this.#due.remove(job);
    job.function.running -= 1;
    job.worker?.running.delete(job);
    job.worker = undefined;
  }

  #startTimer(job: Job, dueMs: number): void {
    job.dueMs = dueMs;
    this.#due.add(job);
  }
}
