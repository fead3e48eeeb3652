import type { Job, JobFunction } from './model.js';

/** The unique ID that stands for "jobs with the same workload". */
const BY_WORKLOAD = '-';

/**
 * Finds jobs by unique ID. Jobs of different functions that share an ID hang on one chain, which is as long as there
 * are such functions.
 */
export class UniqueIndex {
  readonly #chains = new Map<string, Job>();

  /** Gives the job of this function that a submission with this ID and workload coalesces with. */
  find(jobFunction: JobFunction, unique: string, workload: Uint8Array): Job | undefined {
    const key = keyOf(unique, workload);
    if (key === undefined) return undefined;
    let job = this.#chains.get(key);
    while (job !== undefined) {
      const same = job.function === jobFunction && (unique !== BY_WORKLOAD || equalBytes(job.workload, workload));
      if (same) return job;
      job = job.nextOfUnique;
    }
    return undefined;
  }

  /** Gives a job with this ID, whatever its function. */
  findInAnyFunction(unique: string): Job | undefined {
    return this.#chains.get(unique);
  }

  /** Adds a job; there must be none yet that it would coalesce with. */
  add(job: Job): void {
    const key = keyOf(job.unique, job.workload);
    if (key === undefined) return;
    job.nextOfUnique = this.#chains.get(key);
    this.#chains.set(key, job);
  }

  /** Takes out a job that was added. */
  remove(job: Job): void {
    const key = keyOf(job.unique, job.workload);
    if (key === undefined) return;
    const first = this.#chains.get(key);
    if (first === job) {
      if (job.nextOfUnique === undefined) this.#chains.delete(key);
      else this.#chains.set(key, job.nextOfUnique);
    } else {
      let before = first;
      while (before !== undefined && before.nextOfUnique !== job) before = before.nextOfUnique;
      if (before !== undefined) before.nextOfUnique = job.nextOfUnique;
    }
    job.nextOfUnique = undefined;
  }
}

/** Gives the key of a chain, or undefined for jobs that never coalesce. The key of a workload is no byte string. */
function keyOf(unique: string, workload: Uint8Array): string | undefined {
  if (unique === '') return undefined;
  if (unique !== BY_WORKLOAD) return unique;
  return workload.length === 0 ? undefined : `\u{2014}${hash(workload)}`;
}

/** FNV-1a, 32 bits. Equal hashes are compared byte by byte, so it need not be better. */
function hash(bytes: Uint8Array): number {
  let value = 0x811c9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
