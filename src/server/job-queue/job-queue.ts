/**
 * The job queue: what happens to a job between its submission and its end. It knows no sockets and no clock; each
 * method changes the queue and gives the effects to be performed.
 *
 *     submit ──► delayed ──due──► queued ──grab──► running ──complete, fail, exception──► forgotten
 *        │                        ▲ ▲  │              │
 *        └────────────────────────┘ │  │              │ its worker leaves, cannot do it any more, takes too long:
 *                                   │  │              │ no progress, the end of the line; or it fails
 *                                   └──┼──────────────┘
 *                                      └─ cancelled, or a foreground job whose last client left: dead,
 *                                         but counted and listed until a worker looks for a job
 */

import { addAbility, fallAsleep, getUp, removeAbilities, wakeSleepers } from './abilities.js';
import { type GrabName, jobAssignment } from './assignment.js';
import type { Effect } from './effect.js';
import { send } from './effect.js';
import { type JobChooser, jobChooser } from './job-choice.js';
import { JobTable } from './job-table.js';
import { LifeCycle } from './life-cycle.js';
import type { Job, JobFunction, JobLimits, Peer } from './model.js';
import type { QueueOptions } from './queue-options.js';
import { Registry, type RegistryView } from './registry.js';
import { Submissions } from './submissions.js';
import { tellClients, WorkReports } from './work-reports.js';

/** The shortest time-out of a function, in milliseconds; shorter ones are raised to it. */
const MIN_TIMEOUT_MS = 1000;

const NOTHING = new Uint8Array();

/** How a function was dropped, or why not. */
export type DropOutcome = 'dropped' | 'unknown' | 'busy';

/** All jobs, functions and peers of one server. Times are in milliseconds since 1970 and are passed in. */
export class JobQueue {
  /** Where jobs come in. */
  readonly submissions: Submissions;
  /** What workers say about the jobs they hold. */
  readonly reports: WorkReports;
  readonly #options: QueueOptions;
  readonly #jobs: JobTable;
  readonly #registry: Registry;
  readonly #lifeCycle: LifeCycle;
  readonly #chooseJob: JobChooser;
  #isClosed = false;

  constructor(options: QueueOptions) {
    const { handlePrefix, hashSeed = 0, maxQueue = 0, exceptions = false, durable = false, observer } = options;
    this.#options = options;
    this.#jobs = new JobTable(handlePrefix, hashSeed);
    this.#registry = new Registry(this.#jobs, { high: maxQueue, normal: maxQueue, low: maxQueue }, exceptions);
    this.#lifeCycle = new LifeCycle(this.#jobs, durable, observer);
    this.#chooseJob = jobChooser(options);
    this.submissions = new Submissions(this.#jobs, this.#registry, this.#lifeCycle, options);
    this.reports = new WorkReports(this.#jobs, this.#lifeCycle, options);
  }

  /** What there is, to be looked at. */
  get view(): RegistryView {
    return this.#registry;
  }

  /** When `tick` has to be called next; undefined while nothing waits for a time. */
  get nextDueMs(): number | undefined {
    return this.#lifeCycle.nextDueMs;
  }

  /** The handle of the job with this number. */
  handleOf(number: number): string {
    return this.#jobs.handleOf(number);
  }

  /** The highest number that a job has or had. */
  get lastNumber(): number {
    return this.#jobs.lastNumber;
  }

  /** Gives no job a number up to this one. */
  skipNumbersTo(number: number): void {
    this.#jobs.skipTo(number);
  }

  /** Does what is due: delayed jobs may run from now on, jobs that take too long are queued again. */
  tick(nowMs: number): Effect[] {
    const effects: Effect[] = [];
    for (let job = this.#lifeCycle.firstDue(nowMs); job !== undefined; job = this.#lifeCycle.firstDue(nowMs)) {
      if (job.state === 'running') {
        this.#lose(job, 'timeout', nowMs, effects);
      } else {
        this.#lifeCycle.fallDue(job);
        // DEVIATION: gearmand 1.1 wakes nobody when a delayed job falls due.
        this.#wake(job.function, effects);
      }
    }
    return effects;
  }

  // ── peers come and go ──────────────────────────────────────────────────────────────────────────

  /** Welcomes a peer. */
  join(address: string): Peer {
    return this.#registry.addPeer(address);
  }

  /** Lets a peer go: the jobs it works are queued again, and it waits for none any more. */
  leave(peer: Peer, nowMs: number): Effect[] {
    this.#registry.removePeer(peer);
    for (const job of peer.waitingFor.elements()) {
      const wasDead = job.isDead;
      job.clients = job.clients.filter((client) => client !== peer);
      if (job.isDead && !wasDead) this.#lifeCycle.mourn(job, nowMs);
    }
    peer.waitingFor.clear();
    return this.#takeAbilities(peer, nowMs);
  }

  /** Registers a function with a worker, whose jobs may take so long; 0 or less is no limit. */
  canDo(peer: Peer, functionName: string, timeoutMs = 0): void {
    const limitMs = timeoutMs > 0 ? Math.max(timeoutMs, MIN_TIMEOUT_MS) : 0;
    addAbility(peer, this.#registry.functionNamed(functionName), limitMs);
  }

  /** Takes a function from a worker; its jobs that the worker holds are queued again. */
  cantDo(peer: Peer, functionName: string, nowMs: number): Effect[] {
    const jobFunction = this.#registry.findFunction(functionName);
    return jobFunction === undefined ? [] : this.#takeAbilities(peer, nowMs, jobFunction);
  }

  /** Takes all functions from a worker; all jobs that it holds are queued again. */
  resetAbilities(peer: Peer, nowMs: number): Effect[] {
    return this.#takeAbilities(peer, nowMs);
  }

  // ── workers look for jobs ──────────────────────────────────────────────────────────────────────

  /**
   * Gives a worker the job that is its next one in the order of this queue. Of functions that take turns the one whose
   * turn is longest past comes first; before all of them one that was registered since.
   */
  grab(worker: Peer, grab: GrabName, nowMs: number): Effect[] {
    getUp(worker);
    const choice = this.#isClosed ? undefined : this.#chooseJob(this.#lifeCycle, worker);
    const job = choice && this.#jobs.find(choice.job.number);
    if (job === undefined) return [send(worker, { type: 'NO_JOB' })];
    // DEVIATION: gearmand has one timer for all jobs of a connection, and stops it at PRE_SLEEP.
    this.#lifeCycle.start(job, worker, choice?.ability.timeoutMs ?? 0, nowMs);
    return [send(worker, jobAssignment(job, grab))];
  }

  /** Puts a worker to sleep, or wakes it at once if there is a job for it, or will be in a moment. */
  preSleep(worker: Peer): Effect[] {
    for (let ability = worker.abilities.first; ability !== undefined; ability = ability.next) {
      if (!this.#isClosed && this.#lifeCycle.hasQueued(ability.function)) return [send(worker, { type: 'NOOP' })];
    }
    fallAsleep(worker);
    return [];
  }

  // ── an administrator steps in ──────────────────────────────────────────────────────────────────

  /** Cancels a job: its clients are told that it failed; one that runs goes on. Undefined for an unknown handle. */
  cancel(handle: string, nowMs: number): Effect[] | undefined {
    const job = this.#jobs.findByHandle(handle);
    if (job === undefined) return undefined;
    const effects = tellClients(job, { type: 'WORK_FAIL', handle });
    const wasDead = job.isDead;
    this.#lifeCycle.unstore(job, effects);
    job.cancelled = true;
    // It waits for nothing any more but to be swept.
    if (job.state === 'delayed') this.#lifeCycle.fallDue(job);
    if (job.isDead && !wasDead) this.#lifeCycle.mourn(job, nowMs);
    return effects;
  }

  /** Makes a function known. */
  createFunction(name: string): void {
    this.#registry.functionNamed(name);
  }

  /** Forgets a function without workers and jobs: the one of this name, or else one that differs in case. */
  dropFunction(name: string): DropOutcome {
    const jobFunction = this.#registry.findFunction(name) ?? this.#registry.findFunctionInAnyCase(name);
    if (jobFunction === undefined) return 'unknown';
    // Whoever looks for a job sweeps the dead ones.
    if (jobFunction.workers > 0 || this.#lifeCycle.hasQueued(jobFunction)) return 'busy';
    // DEVIATION: gearmand drops a function that still has queued jobs; no worker can get them from then on.
    if (jobFunction.total > 0) return 'busy';
    this.#registry.removeFunction(jobFunction);
    return 'dropped';
  }

  /** Takes no more jobs and gives none out; what runs may come to its end. */
  close(): void {
    this.#isClosed = true;
    this.submissions.close();
  }

  /** Has other limits for all functions that `maxqueue` has not limited. */
  limitFunctions(limitsOf: (functionName: string) => JobLimits | undefined): void {
    this.#registry.limitFunctions(limitsOf);
  }

  /** Limits how many jobs a function may hold; 0 is no limit. Nothing is remembered for an unknown function. */
  limitFunction(name: string, limits: JobLimits): void {
    const jobFunction = this.#registry.findFunction(name);
    if (jobFunction === undefined) return;
    jobFunction.limits = limits;
    jobFunction.hasOwnLimits = true;
  }

  // ── underneath ─────────────────────────────────────────────────────────────────────────────────

  #takeAbilities(worker: Peer, nowMs: number, only?: JobFunction): Effect[] {
    const effects: Effect[] = [];
    removeAbilities(worker, only);
    // DEVIATION: gearmand begins with the job that the worker got last.
    for (const job of worker.running.elements()) {
      if (only === undefined || job.function === only) this.#lose(job, 'lost', nowMs, effects);
    }
    return effects;
  }

  /** Queues a running job again, or lets it fail if that has happened too often. */
  #lose(job: Job, outcome: 'timeout' | 'lost', nowMs: number, effects: Effect[]): void {
    const { maxLosses = 0 } = this.#options;
    if (outcome === 'timeout') job.worker?.lateReports.expect(job.number, 'timeout');
    if (maxLosses === 0 || job.losses + 1 < maxLosses || job.isIgnored) {
      this.#lifeCycle.giveBack(job, nowMs);
      this.#wake(job.function, effects);
      return;
    }
    job.losses += 1;
    for (const effect of tellClients(job, { type: 'WORK_FAIL', handle: job.handle })) effects.push(effect);
    this.#lifeCycle.end(job, outcome, NOTHING, nowMs, effects);
  }

  #wake(jobFunction: JobFunction, effects: Effect[]): void {
    wakeSleepers(jobFunction, this.#options.workerWakeup ?? 0, effects);
  }
}
