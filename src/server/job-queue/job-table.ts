import { HashIndex } from './hash-index.js';
import { Job, type JobContent, type JobFunction } from './model.js';
import { NumberedSet } from './numbered-set.js';
import { PackedJobs } from './packed-jobs.js';
import { isPackable, type PackedSegment } from './packed-segment.js';
import { type Submission, uniqueOf, workloadOf } from './submission.js';
import { BY_WORKLOAD, hashSpans, hashUnique, NO_HASH } from './unique-hash.js';

/** All jobs of a queue by number, handle and unique ID. Most are packed; one is unpacked when it is taken out to change. */
export class JobTable {
  readonly #handlePrefix: string;
  readonly #hashSeed: number;
  /** The jobs that are not packed. */
  readonly #jobs = new NumberedSet<Job>();
  readonly #packed = new PackedJobs((number, segment) => {
    this.#jobs.add(this.#unpacked(number, segment));
  });
  readonly #uniques = new HashIndex();
  /** The highest number that a job has or had. */
  #lastNumber = 0;

  constructor(handlePrefix: string, hashSeed: number) {
    this.#handlePrefix = `${handlePrefix}:`;
    this.#hashSeed = hashSeed;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Leaves out all numbers up to this one. */
  skipTo(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number);
  }

  /** The handle of a number. */
  handleOf(number: number): string {
    return this.#handlePrefix + number;
  }

  /** Reads the number out of a handle; 0 if it is none of this server. */
  numberOf(handle: string): number {
    if (!handle.startsWith(this.#handlePrefix)) return 0;
    const digits = handle.slice(this.#handlePrefix.length);
    return /^[1-9]\d{0,15}$/.test(digits) ? Number(digits) : 0;
  }

  /** Gives a job, to be changed if need be. */
  find(number: number): Job | undefined {
    const known = this.#jobs.get(number);
    if (known !== undefined) return known;
    const segment = this.#packed.segmentOf(number);
    if (segment === undefined) return undefined;
    const job = this.#unpacked(number, segment);
    this.#packed.remove(number, segment);
    this.#jobs.add(job);
    return job;
  }

  /** Gives the job with this handle, to be changed if need be. */
  findByHandle(handle: string): Job | undefined {
    return this.find(this.numberOf(handle));
  }

  /** Gives a job if it is not packed, as all are that anybody works or waits for. */
  findUnpacked(number: number): Job | undefined {
    return this.#jobs.get(number);
  }

  /** Gives the job with this handle if it is not packed. */
  findUnpackedByHandle(handle: string): Job | undefined {
    return this.#jobs.get(this.numberOf(handle));
  }

  /** Tells whether there is a packed job with this number. */
  isPacked(number: number): boolean {
    return this.#packed.segmentOf(number) !== undefined;
  }

  /** Tells whether there is a job with this number. */
  has(number: number): boolean {
    return this.#jobs.has(number) || this.isPacked(number);
  }

  /** Gives a job to look at: what is packed stays so. */
  look(number: number): Job | undefined {
    const known = this.#jobs.get(number);
    if (known !== undefined) return known;
    const segment = this.#packed.segmentOf(number);
    return segment && this.#unpacked(number, segment);
  }

  /** Gives the job with this handle to look at. */
  lookByHandle(handle: string): Job | undefined {
    return this.look(this.numberOf(handle));
  }

  /** Gives the last job with this unique ID in any function, to look at; `-` and the empty ID belong to none. */
  lookByUnique(unique: string): Job | undefined {
    if (unique === '' || unique === BY_WORKLOAD) return undefined;
    const index = this.#uniques;
    let last: Job | undefined;
    for (let place = index.first(hashUnique(this.#hashSeed, unique)); place !== -1; place = index.next(place)) {
      const number = index.numberAt(place);
      if (last !== undefined && number < last.number) continue;
      const job = this.look(number);
      if (job?.unique === unique) last = job;
    }
    return last;
  }

  /** All jobs to look at, in the order of their numbers. */
  *all(): Generator<Job, void, void> {
    const unpacked = this.#jobs.elements().sort((a, b) => a.number - b.number);
    let next = 0;
    for (const packed of this.#packed.numbers()) {
      for (; next < unpacked.length && (unpacked[next] as Job).number < packed; next++) yield unpacked[next] as Job;
      yield this.look(packed) as Job;
    }
    for (; next < unpacked.length; next++) yield unpacked[next] as Job;
  }

  /** Gives the hash by which a submission's job is found. */
  hashOf(submission: Submission): number {
    return hashSpans(this.#hashSeed, submission);
  }

  /** Gives the number of the job that a submission coalesces with, dead or alive; 0 if there is none. */
  findCoalescing(jobFunction: JobFunction, submission: Submission, hash: number): number {
    if (hash === NO_HASH) return 0;
    const index = this.#uniques;
    for (let place = index.first(hash); place !== -1; place = index.next(place)) {
      const number = index.numberAt(place);
      if (this.#coalesces(number, jobFunction, submission)) return number;
    }
    return 0;
  }

  /**
   * Adds a job under a number, by default the next one, and gives the number. There must be none yet that it would
   * coalesce with. A number that is lower than others must not have been used yet.
   */
  add(
    jobFunction: JobFunction,
    submission: Submission,
    hash: number,
    queuedAtMs: number,
    nowMs = queuedAtMs,
    number = this.#lastNumber + 1,
  ): number {
    jobFunction.total += 1;
    if (hash !== NO_HASH) this.#uniques.add(hash, number);
    if (number > this.#lastNumber && isPackable(submission, nowMs)) {
      this.#packed.add(number, jobFunction, submission, queuedAtMs);
    } else {
      const content: JobContent = {
        function: jobFunction,
        unique: uniqueOf(submission),
        reducer: submission.reducer,
        workload: kept(workloadOf(submission)),
        priority: submission.priority,
        runAtEpochMs: submission.runAtEpochMs,
        queuedAtMs,
        uniqueHash: hash,
      };
      this.#jobs.add(new Job(number, this.handleOf(number), content, submission.background));
    }
    this.skipTo(number);
    return number;
  }

  /** Forgets a job, which must stand in no line and with no worker; its clients wait no longer. */
  remove(job: Job): void {
    this.#jobs.delete(job.number);
    if (job.uniqueHash !== NO_HASH) this.#uniques.remove(job.uniqueHash, job.number);
    job.function.total -= 1;
    for (const client of job.clients) client.waitingFor.delete(job.number);
  }

  #coalesces(number: number, jobFunction: JobFunction, submission: Submission): boolean {
    const job = this.#jobs.get(number);
    const segment = job === undefined ? this.#packed.segmentOf(number) : undefined;
    if ((job?.function ?? segment?.functionOf(number)) !== jobFunction) return false;
    const unique = job?.unique ?? segment?.uniqueOf(number);
    if (unique !== uniqueOf(submission)) return false;
    if (unique !== BY_WORKLOAD) return true;
    return equalBytes(job?.workload ?? (segment as PackedSegment).workloadOf(number), workloadOf(submission));
  }

  #unpacked(number: number, segment: PackedSegment): Job {
    const content: JobContent = {
      function: segment.functionOf(number),
      unique: segment.uniqueOf(number),
      reducer: '',
      workload: segment.workloadOf(number).slice(),
      priority: segment.priorityOf(number),
      runAtEpochMs: 0,
      queuedAtMs: segment.queuedAtMsOf(number),
      uniqueHash: segment.hashOf(number, this.#hashSeed),
    };
    return new Job(number, this.handleOf(number), content, true);
  }
}

/** Gives bytes to keep for long: copied, unless they are most of the memory that a view on them would keep alive. */
function kept(bytes: Uint8Array): Uint8Array {
  return bytes.length * 2 >= bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
