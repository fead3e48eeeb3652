import { Job, JobFunction, Peer, type Submission } from './model.js';
import { UniqueIndex } from './unique-index.js';

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
}

/** Everything in a job queue by its name: peers, functions, and jobs by handle and unique ID. */
export class Registry implements RegistryView {
  readonly #handlePrefix: string;
  readonly #peers = new Set<Peer>();
  readonly #functions = new Map<string, JobFunction>();
  readonly #jobs = new Map<string, Job>();
  readonly #uniques = new UniqueIndex();
  #peersSeen = 0;
  #jobsMade = 0;

  constructor(handlePrefix: string) {
    this.#handlePrefix = handlePrefix;
  }

  get functions(): Iterable<JobFunction> {
    return this.#functions.values();
  }

  get jobs(): Iterable<Job> {
    return this.#jobs.values();
  }

  get peers(): Iterable<Peer> {
    return this.#peers;
  }

  /** Makes a peer. */
  addPeer(address: string): Peer {
    this.#peersSeen += 1;
    const peer = new Peer(this.#peersSeen, address);
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
      found = new JobFunction(name);
      this.#functions.set(name, found);
    }
    return found;
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
  }

  findJob(handle: string): Job | undefined {
    return this.#jobs.get(handle);
  }

  findUnique(unique: string): Job | undefined {
    return this.#uniques.findInAnyFunction(unique);
  }

  /** Gives the job that a submission coalesces with, dead or alive. */
  findCoalescing(jobFunction: JobFunction, submission: Submission): Job | undefined {
    return this.#uniques.find(jobFunction, submission.unique, submission.workload);
  }

  /** Makes a job with the next handle. There must be none yet that it would coalesce with. */
  addJob(jobFunction: JobFunction, submission: Submission): Job {
    this.#jobsMade += 1;
    const job = new Job(`${this.#handlePrefix}:${this.#jobsMade}`, this.#jobsMade, jobFunction, submission);
    this.#jobs.set(job.handle, job);
    this.#uniques.add(job);
    jobFunction.total += 1;
    return job;
  }

  /** Forgets a job, which must stand in no line and with no worker; its clients wait no longer. */
  removeJob(job: Job): void {
    this.#jobs.delete(job.handle);
    this.#uniques.remove(job);
    job.function.total -= 1;
    for (const client of job.clients) client.waitingFor.delete(job);
  }
}

/** Lower case for ASCII only: the other bytes may be part of anything. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
