/**
 * The job queue: what happens to a job between its submission and its end. It knows no sockets and no clock; each
 * method changes the queue and gives the effects to be performed.
 *
 *     submit ──► delayed ──due──► queued ──grab──► running ──complete, fail, exception──► forgotten
 *        │                        ▲ ▲  │              │
 *        └────────────────────────┘ │  │              │ its worker leaves, cannot do it any more, takes too long:
 *                                   │  │              │ one more retry, no progress, the end of the line
 *                                   └──┼──────────────┘
 *                                      └─ cancelled, or a foreground job whose last client left: dead,
 *                                         but counted and listed until a worker looks for a job
 */
import type { Packet, PacketOf } from '../../protocol/index.js';
import { SERVER_ERRORS } from '../../protocol/server-errors.js';
import { addAbility, fallAsleep, getUp, removeAbilities, wakeSleepers } from './abilities.js';
import { type GrabName, jobAssignment } from './assignment.js';
import { readCInteger } from './c-text.js';
import { type Effect, refuse, send, store } from './effect.js';
import { chooseJob } from './job-choice.js';
import { LifeCycle } from './life-cycle.js';
import type { Job, JobFunction, Peer, Priority, Submission } from './model.js';
import { Registry, type RegistryView } from './registry.js';

/** The longest unique ID and reducer that are taken, in bytes. */
const MAX_UNIQUE_BYTES = 64;

/** The shortest time-out of a function, in milliseconds; shorter ones are raised to it. */
const MIN_TIMEOUT_MS = 1000;

/** How a function was dropped, or why not. */
export type DropOutcome = 'dropped' | 'unknown' | 'busy';

/** All jobs, functions and peers of one server. Times are in milliseconds since 1970 and are passed in. */
export class JobQueue {
  readonly #registry: Registry;
  readonly #lifeCycle: LifeCycle;

  /** Handles are the prefix, a colon and a number from 1 upwards. */
  constructor(handlePrefix: string) {
    this.#registry = new Registry(handlePrefix);
    this.#lifeCycle = new LifeCycle(this.#registry);
  }

  /** What there is, to be looked at. */
  get view(): RegistryView {
    return this.#registry;
  }

  /** When `tick` has to be called next; undefined while nothing waits for a time. */
  get nextDueMs(): number | undefined {
    return this.#lifeCycle.nextDueMs;
  }

  /** Does what is due: delayed jobs may run from now on, jobs that take too long are queued again. */
  tick(nowMs: number): Effect[] {
    const effects: Effect[] = [];
    for (let job = this.#lifeCycle.firstDue(nowMs); job !== undefined; job = this.#lifeCycle.firstDue(nowMs)) {
      if (job.state === 'running') {
        this.#requeue(job, effects);
      } else {
        this.#lifeCycle.release(job);
        // DEVIATION: gearmand 1.1 wakes nobody when a delayed job falls due.
        wakeSleepers(job.function, effects);
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
  leave(peer: Peer): Effect[] {
    this.#registry.removePeer(peer);
    for (const job of peer.waitingFor) job.clients = job.clients.filter((client) => client !== peer);
    peer.waitingFor.clear();
    return this.#takeAbilities(peer);
  }

  /** Registers a function with a worker, whose jobs may take so long; 0 or less is no limit. */
  canDo(peer: Peer, functionName: string, timeoutMs = 0): void {
    const limitMs = timeoutMs > 0 ? Math.max(timeoutMs, MIN_TIMEOUT_MS) : 0;
    addAbility(peer, this.#registry.functionNamed(functionName), limitMs);
  }

  /** Takes a function from a worker; its jobs that the worker holds are queued again. */
  cantDo(peer: Peer, functionName: string): Effect[] {
    const jobFunction = this.#registry.findFunction(functionName);
    return jobFunction === undefined ? [] : this.#takeAbilities(peer, jobFunction);
  }

  /** Takes all functions from a worker; all jobs that it holds are queued again. */
  resetAbilities(peer: Peer): Effect[] {
    return this.#takeAbilities(peer);
  }

  // ── a job begins ───────────────────────────────────────────────────────────────────────────────

  /** Takes a job, or joins the client to the one it coalesces with. JOB_CREATED is the last effect. */
  submit(client: Peer, submission: Submission, nowMs: number): Effect[] {
    const { unique, reducer, background, priority } = submission;
    // DEVIATION: gearmand neither coalesces by 64 bytes nor delivers them whole, and checks no ID beside a reducer.
    if (unique.length > MAX_UNIQUE_BYTES || reducer.length > MAX_UNIQUE_BYTES) {
      return [refuse(client, SERVER_ERRORS.uniqueTooLarge)];
    }
    const jobFunction = this.#registry.functionNamed(submission.functionName);
    const existing = this.#registry.findCoalescing(jobFunction, submission);
    if (existing !== undefined && !existing.isDead) return this.#coalesce(client, existing, background);
    // DEVIATION: gearmand joins the client to the dead job, and the client never hears of it again.
    if (existing !== undefined) this.#lifeCycle.sweep(existing);

    const limit = jobFunction.limits[priority];
    if (limit > 0 && jobFunction.total >= limit) return [refuse(client, SERVER_ERRORS.queueFull)];

    const effects: Effect[] = [];
    const job = this.#lifeCycle.begin(jobFunction, submission, nowMs);
    if (background) effects.push(store(job));
    else waitFor(job, client);
    wakeSleepers(jobFunction, effects);
    effects.push(send(client, { type: 'JOB_CREATED', handle: job.handle }));
    return effects;
  }

  #coalesce(client: Peer, job: Job, background: boolean): Effect[] {
    const effects: Effect[] = [];
    if (job.cancelled) {
      // DEVIATION: gearmand leaves it cancelled, and forgets this client with it if the worker is lost.
      job.cancelled = false;
      job.background = false;
    }
    if (!background) {
      waitFor(job, client);
    } else if (!job.background) {
      // DEVIATION: gearmand leaves it a foreground job, and drops it when the clients that wait for it leave.
      job.background = true;
      effects.push(store(job));
    }
    effects.push(send(client, { type: 'JOB_CREATED', handle: job.handle }));
    return effects;
  }

  // ── a job is worked ────────────────────────────────────────────────────────────────────────────

  /**
   * Gives a worker the most urgent job that it can do. Of functions with equally urgent jobs the one whose turn is
   * longest past comes first; before all of them one that was registered since.
   */
  grab(worker: Peer, grab: GrabName, nowMs: number): Effect[] {
    getUp(worker);
    const choice = chooseJob(this.#lifeCycle, worker);
    if (choice === undefined) return [send(worker, { type: 'NO_JOB' })];
    const { job, ability } = choice;
    worker.abilities.remove(ability);
    worker.abilities.append(ability);
    // DEVIATION: gearmand has one timer for all jobs of a connection, and stops it at PRE_SLEEP.
    this.#lifeCycle.start(job, worker, ability.timeoutMs, nowMs);
    return [send(worker, jobAssignment(job, grab))];
  }

  /** Puts a worker to sleep, or wakes it at once if there is a job for it. */
  preSleep(worker: Peer): Effect[] {
    if (chooseJob(this.#lifeCycle, worker) !== undefined) return [send(worker, { type: 'NOOP' })];
    fallAsleep(worker);
    return [];
  }

  /** Notes a job's progress and tells its clients. */
  workStatus(worker: Peer, packet: PacketOf<'WORK_STATUS'>): Effect[] {
    const job = this.#heldJob(worker, packet.handle);
    if (job === undefined) return [refuse(worker, SERVER_ERRORS.jobNotFound)];
    job.numerator = readCInteger(packet.numerator) >>> 0;
    job.denominator = readCInteger(packet.denominator) >>> 0;
    return tellClients(job, packet);
  }

  /** Passes on a part of a job's result, or a warning. */
  workData(worker: Peer, packet: PacketOf<'WORK_DATA'> | PacketOf<'WORK_WARNING'>): Effect[] {
    const job = this.#heldJob(worker, packet.handle);
    return job === undefined ? [refuse(worker, SERVER_ERRORS.jobOfDataNotFound)] : tellClients(job, packet);
  }

  /** Ends a job with its result. */
  workComplete(worker: Peer, packet: PacketOf<'WORK_COMPLETE'>): Effect[] {
    const job = this.#heldJob(worker, packet.handle);
    if (job === undefined) return [refuse(worker, SERVER_ERRORS.jobNotFound)];
    return this.#end(job, tellClients(job, packet));
  }

  /** Ends a job without a result. */
  workFail(worker: Peer, handle: string): Effect[] {
    const job = this.#heldJob(worker, handle);
    if (job === undefined) return [refuse(worker, SERVER_ERRORS.jobNotFound)];
    return this.#end(job, tellClients(job, { type: 'WORK_FAIL', handle }));
  }

  /** Ends a job with an exception; clients that want no exceptions are told that it failed. */
  workException(worker: Peer, packet: PacketOf<'WORK_EXCEPTION'>): Effect[] {
    const job = this.#heldJob(worker, packet.handle);
    if (job === undefined) return [refuse(worker, SERVER_ERRORS.jobOfExceptionNotFound)];
    // DEVIATION: gearmand adds a NUL to the handle of this WORK_FAIL, and C clients wait for ever.
    const failure: Packet = { type: 'WORK_FAIL', handle: job.handle };
    const effects = job.clients.map((client) => send(client, client.wantsExceptions ? packet : failure));
    return this.#end(job, effects);
  }

  // ── an administrator steps in ──────────────────────────────────────────────────────────────────

  /** Cancels a job: its clients are told that it failed; one that runs goes on. Undefined for an unknown handle. */
  cancel(handle: string): Effect[] | undefined {
    const job = this.#registry.findJob(handle);
    if (job === undefined) return undefined;
    const effects = tellClients(job, { type: 'WORK_FAIL', handle });
    if (job.background && !job.cancelled) effects.push({ type: 'delete', handle });
    job.cancelled = true;
    // It waits for nothing any more but to be swept.
    if (job.state === 'delayed') this.#lifeCycle.release(job);
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
    if (jobFunction.workers > 0 || this.#lifeCycle.firstQueued(jobFunction) !== undefined) return 'busy';
    // DEVIATION: gearmand drops a function that still has queued jobs; no worker can get them from then on.
    if (jobFunction.total > 0) return 'busy';
    this.#registry.removeFunction(jobFunction);
    return 'dropped';
  }

  /** Limits how many jobs a function may hold; 0 is no limit. Nothing is remembered for an unknown function. */
  limitFunction(name: string, limits: Readonly<Record<Priority, number>>): void {
    const jobFunction = this.#registry.findFunction(name);
    if (jobFunction !== undefined) jobFunction.limits = limits;
  }

  // ── underneath ─────────────────────────────────────────────────────────────────────────────────

  /** A worker may report only on jobs that it holds itself. */
  #heldJob(worker: Peer, handle: string): Job | undefined {
    const job = this.#registry.findJob(handle);
    return job?.worker === worker ? job : undefined;
  }

  #end(job: Job, effects: Effect[]): Effect[] {
    if (job.background && !job.cancelled) effects.push({ type: 'delete', handle: job.handle });
    this.#lifeCycle.end(job);
    return effects;
  }

  #takeAbilities(worker: Peer, only?: JobFunction): Effect[] {
    const effects: Effect[] = [];
    removeAbilities(worker, only);
    for (const job of worker.running) {
      if (only === undefined || job.function === only) this.#requeue(job, effects);
    }
    return effects;
  }

  #requeue(job: Job, effects: Effect[]): void {
    this.#lifeCycle.giveBack(job);
    wakeSleepers(job.function, effects);
  }
}

function tellClients(job: Job, packet: Packet): Effect[] {
  return job.clients.map((client) => send(client, packet));
}

function waitFor(job: Job, client: Peer): void {
  job.clients.push(client);
  client.waitingFor.add(job);
}
