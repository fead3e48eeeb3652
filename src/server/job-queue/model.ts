/**
 * What a job queue is made of: jobs, the functions they are for, and the peers that submit and work them. Plain
 * records; the rules are in job-queue.ts and the files around it. Texts are byte strings.
 */
import { bytesOf } from '../../protocol/index.js';
import type { Due } from './due-heap.js';
import { LateReports } from './late-reports.js';
import { Line } from './line.js';
import { type Linked, LinkedList } from './linked-list.js';
import { NumberedSet } from './numbered-set.js';

/** The priorities, the most urgent first. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;

/** How urgent a job is. */
export type Priority = (typeof PRIORITIES)[number];

/** A number for each priority: the most jobs that a function may hold when one of it is added; 0: as many as come. */
export type JobLimits = Readonly<Record<Priority, number>>;

/** Where a job is in its life: waiting for its time, waiting for a worker, or with one. */
export type JobState = 'delayed' | 'queued' | 'running';

/** What a job is from its beginning to its end. */
export interface JobContent {
  readonly function: JobFunction;
  readonly unique: string;
  readonly reducer: string;
  readonly workload: Uint8Array;
  readonly priority: Priority;
  /** Not to be worked before this time, in milliseconds since 1970. */
  readonly runAtEpochMs: number;
  /** When it was submitted, in milliseconds since 1970. */
  readonly queuedAtMs: number;
  /** The hash by which it is found by its unique ID; 0 if it never coalesces. */
  readonly uniqueHash: number;
}

/** A job that somebody has to do with: a worker, a client that waits, a clock. Others are packed. */
export class Job implements JobContent, Due {
  readonly number: number;
  readonly handle: string;
  readonly function: JobFunction;
  readonly unique: string;
  readonly reducer: string;
  readonly workload: Uint8Array;
  readonly priority: Priority;
  readonly runAtEpochMs: number;
  readonly queuedAtMs: number;
  readonly uniqueHash: number;
  state: JobState = 'queued';
  /** Somebody was promised that the job is done without waiting for it. */
  background: boolean;
  cancelled = false;
  /** How often a worker was lost with the job. */
  losses = 0;
  numerator = 0;
  denominator = 0;
  /** The peer that works it, while it is running. */
  worker: Peer | undefined = undefined;
  /** When a worker got it last. */
  startedAtMs: number | undefined = undefined;
  /** The peers that wait for the outcome, once for each time they asked. */
  clients: Peer[] = [];

  // Its place in the heap of what falls due.
  dueMs = 0;
  heapIndex = -1;

  constructor(number: number, handle: string, content: JobContent, background: boolean) {
    this.number = number;
    this.handle = handle;
    this.function = content.function;
    this.unique = content.unique;
    this.reducer = content.reducer;
    this.workload = content.workload;
    this.priority = content.priority;
    this.runAtEpochMs = content.runAtEpochMs;
    this.queuedAtMs = content.queuedAtMs;
    this.uniqueHash = content.uniqueHash;
    this.background = background;
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
  readonly #nameBytes: Uint8Array;
  readonly queued: Readonly<Record<Priority, Line>> = { high: new Line(), normal: new Line(), low: new Line() };
  limits: JobLimits;
  /** An administrator has set them. */
  hasOwnLimits = false;
  /** All its jobs: delayed, queued and running. */
  total = 0;
  delayed = 0;
  running = 0;
  /** How often peers have registered it, each registration counted. */
  workers = 0;
  /** The peers that can do it and are asleep, those that are woken next in front. */
  readonly sleepers = new Set<Peer>();

  constructor(name: string, limits: JobLimits) {
    this.name = name;
    this.#nameBytes = bytesOf(name);
    this.limits = limits;
  }

  /** Tells whether these bytes are its name. */
  isNamed(bytes: Uint8Array, start: number, end: number): boolean {
    const name = this.#nameBytes;
    if (end - start !== name.length) return false;
    for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false;
    return true;
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
  wantsExceptions: boolean;
  /** `woken`: asleep, and told once that there is work; it is told no more until it grabs. */
  sleep: 'awake' | 'asleep' | 'woken' = 'awake';
  /** What it can do, in the order in which jobs are looked for. */
  readonly abilities = new LinkedList<Ability>();
  /** The jobs it works. */
  readonly running = new NumberedSet<Job>();
  /** Of which jobs it may still report though it does not hold them any more. */
  readonly lateReports = new LateReports();
  /** The jobs whose outcome it waits for. */
  readonly waitingFor = new NumberedSet<Job>();

  constructor(number: number, address: string, wantsExceptions: boolean) {
    this.number = number;
    this.address = address;
    this.wantsExceptions = wantsExceptions;
  }
}
