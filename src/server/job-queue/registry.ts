import { readByteString } from '../../protocol/index.js';
import type { JobTable } from './job-table.js';
import { type Job, JobFunction, type JobLimits, Peer, PRIORITIES } from './model.js';

/** Everything in a job queue, to be looked at and not touched. */
export interface RegistryView {
  /** The known functions, in the order in which they became known. */
  readonly functions: Iterable<JobFunction>;
  /** All jobs that are not forgotten, the oldest first. */
  readonly jobs: Iterable<Job>;
  /** All peers, in the order in which they came. */
  readonly peers: Iterable<Peer>;
  /** Gives the job with this handle. */
  findJob(handle: string): Job | undefined;
  /** Gives a job with this unique ID in any function; `-` and the empty ID belong to none. */
  findUnique(unique: string): Job | undefined;
  /** Gives the job of a function that was submitted first of those next in line; a dead one does not wait. */
  oldestWaiting(jobFunction: JobFunction): Job | undefined;
}

/** The peers and functions of a job queue, and a view on all of it. */
export class Registry implements RegistryView {
  readonly #jobs: JobTable;
  readonly #limits: JobLimits;
  readonly #exceptions: boolean;
  readonly #peers = new Set<Peer>();
  readonly #functions = new Map<string, JobFunction>();
  /** The function submitted to last. */
  #recent: JobFunction | undefined;
  #peersSeen = 0;
  #limitsOf: (functionName: string) => JobLimits | undefined = () => undefined;

  /** Has these limits for the functions that are named, those of the beginning for all others, but not for ones that have their own. */
  limitFunctions(limitsOf: (functionName: string) => JobLimits | undefined): void {
    this.#limitsOf = limitsOf;
    for (const jobFunction of this.#functions.values()) {
      if (!jobFunction.hasOwnLimits) jobFunction.limits = limitsOf(jobFunction.name) ?? this.#limits;
    }
  }

  /** Functions begin with these limits, and peers with this wish for exceptions. */
  constructor(jobs: JobTable, limits: JobLimits, exceptions: boolean) {
    this.#jobs = jobs;
    this.#limits = limits;
    this.#exceptions = exceptions;
  }

  get functions(): Iterable<JobFunction> {
    return this.#functions.values();
  }

  get jobs(): Iterable<Job> {
    return this.#jobs.all();
  }

  get peers(): Iterable<Peer> {
    return this.#peers;
  }

  findJob(handle: string): Job | undefined {
    return this.#jobs.lookByHandle(handle);
  }

  findUnique(unique: string): Job | undefined {
    return this.#jobs.lookByUnique(unique);
  }

  oldestWaiting(jobFunction: JobFunction): Job | undefined {
    let oldest: Job | undefined;
    for (const priority of PRIORITIES) {
      for (const number of jobFunction.queued[priority].numbers) {
        const job = this.#jobs.look(number);
        if (job === undefined || job.isDead) continue;
        if (oldest === undefined || job.queuedAtMs < oldest.queuedAtMs) oldest = job;
        break;
      }
    }
    return oldest;
  }

  /** Makes a peer. */
  addPeer(address: string): Peer {
    this.#peersSeen += 1;
    const peer = new Peer(this.#peersSeen, address, this.#exceptions);
    this.#peers.add(peer);
    return peer;
  }

  /** Forgets a peer. */
  removePeer(peer: Peer): void {
    this.#peers.delete(peer);
  }

  /** Gives the function of this name, which is known from then on. */
  functionNamed(name: string): JobFunction {
    let found = this.#functions.get(name);
    if (found === undefined) {
      found = new JobFunction(name, this.#limitsOf(name) ?? this.#limits);
      this.#functions.set(name, found);
    }
    return found;
  }

  /** Gives the function whose name these bytes are. Most submissions in a row are for the same one. */
  functionAt(bytes: Uint8Array, start: number, end: number): JobFunction {
    if (!this.#recent?.isNamed(bytes, start, end)) {
      this.#recent = this.functionNamed(readByteString(bytes, start, end));
    }
    return this.#recent;
  }

  /** Gives the function of this name if it is known. */
  findFunction(name: string): JobFunction | undefined {
    return this.#functions.get(name);
  }

  /** Gives a function whose name is this one but for the case of its letters. */
  findFunctionInAnyCase(name: string): JobFunction | undefined {
    const lowerCase = asciiLowerCase(name);
    for (const jobFunction of this.#functions.values()) {
      if (asciiLowerCase(jobFunction.name) === lowerCase) return jobFunction;
    }
    return undefined;
  }

  /** Forgets a function, which must have neither jobs nor workers. */
  removeFunction(jobFunction: JobFunction): void {
    this.#functions.delete(jobFunction.name);
    this.#recent = undefined;
  }
}

/** Lower case for ASCII only: the other bytes may be part of anything. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
