/**
 * What a job queue is made of: jobs, the functions they are for, and the peers that submit and work them. Plain
 * records; the rules are in job-queue.ts. Texts are byte strings.
 */
import type { Due } from './due-heap.js';
import { type Linked, LinkedList } from './linked-list.js';

/** The priorities, the most urgent first. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;

/** How urgent a job is. */
export type Priority = (typeof PRIORITIES)[number];

/** What a client asks for when it submits a job. */
export interface Submission {
  readonly functionName: string;
  /** Coalesces with the waiting or running job of the same function and ID; empty: never; `-`: by equal workload. */
  readonly unique: string;
  readonly workload: Uint8Array;
  readonly priority: Priority;
  /** A background job outlives its client, a foreground job does not. */
  readonly background: boolean;
  /** The function that is to reduce the results; empty: none. */
  readonly reducer: string;
  /** Not to be worked before this time, in milliseconds since 1970. */
  readonly runAtEpochMs: number;
}

/** Where a job is in its life: waiting for its time, waiting for a worker, or with one. */
export type JobState = 'delayed' | 'queued' | 'running';

/** One job, from its submission until it is forgotten. */
export class Job implements Linked<Job>, Due {
  readonly handle: string;
  readonly number: number;
  readonly function: JobFunction;
  readonly unique: string;
  readonly reducer: string;
  readonly workload: Uint8Array;
  readonly priority: Priority;
  readonly runAtEpochMs: number;
  state: JobState = 'queued';
  /** Somebody was promised that the job is done without waiting for it. */
  background: boolean;
  cancelled = false;
  /** How often a worker was lost with the job. */
  retries = 0;
  numerator = 0;
  denominator = 0;
  /** The peer that works it, while it is running. */
  worker: Peer | undefined = undefined;
  /** The peers that wait for the outcome, once for each time they asked. */
  clients: Peer[] = [];

  // Links of the structures it stands in.
  previous: Job | undefined = undefined;
  next: Job | undefined = undefined;
  nextOfUnique: Job | undefined = undefined;
  dueMs = 0;
  heapIndex = -1;

  constructor(handle: string, number: number, jobFunction: JobFunction, submission: Submission) {
    this.handle = handle;
    this.number = number;
    this.function = jobFunction;
    this.unique = submission.unique;
    this.reducer = submission.reducer;
    this.workload = submission.workload;
    this.priority = submission.priority;
    this.runAtEpochMs = submission.runAtEpochMs;
    this.background = submission.background;
  }

  /** Cancelled, or a foreground job that nobody waits for any more. */
  get isIgnored(): boolean {
    // DEVIATION: gearmand ignores a background job as well once a client that had joined it leaves.
    return this.cancelled || (!this.background && this.clients.length === 0);
  }

  /** Ignored, and only waiting to be swept. */
  get isDead(): boolean {
    return this.state === 'queued' && this.isIgnored;
  }
}

/** A function: its waiting jobs, and who can do it. Known from its first mention until it is dropped. */
export class JobFunction {
  readonly name: string;
  /** The jobs that may be worked now, in the order in which they will be. */
  readonly queued: Readonly<Record<Priority, LinkedList<Job>>> = {
    high: new LinkedList(),
    normal: new LinkedList(),
    low: new LinkedList(),
  };
  /** The most jobs it may hold when one of this priority is added; 0: as many as come. */
  limits: Readonly<Record<Priority, number>> = { high: 0, normal: 0, low: 0 };
  /** All its jobs: delayed, queued and running. */
  total = 0;
  delayed = 0;
  running = 0;
  /** How often peers have registered it, each registration counted. */
  workers = 0;
  /** The peers that can do it and are asleep. */
  readonly sleepers = new Set<Peer>();

  constructor(name: string) {
    this.name = name;
  }
}

/** One registration of a function by a worker. */
export class Ability implements Linked<Ability> {
  readonly function: JobFunction;
  /** How long a job may take, in milliseconds; 0: as long as it likes. */
  readonly timeoutMs: number;
  previous: Ability | undefined = undefined;
  next: Ability | undefined = undefined;

  constructor(jobFunction: JobFunction, timeoutMs: number) {
    this.function = jobFunction;
    this.timeoutMs = timeoutMs;
  }
}

/** One connection, whatever it does: submit, work, ask. */
export class Peer {
  /** Its number, from 1 upwards. */
  readonly number: number;
  readonly address: string;
  clientId = '-';
  /** Whether it wants to see exceptions; else it is told that the job failed. */
  wantsExceptions = false;
  /** `woken`: asleep, and told once that there is work; it is told no more until it grabs. */
  sleep: 'awake' | 'asleep' | 'woken' = 'awake';
  /** What it can do, in the order in which jobs are looked for. */
  readonly abilities = new LinkedList<Ability>();
  /** The jobs it works. */
  readonly running = new Set<Job>();
  /** The jobs whose outcome it waits for. */
  readonly waitingFor = new Set<Job>();

  constructor(number: number, address: string) {
    this.number = number;
    this.address = address;
  }
}
