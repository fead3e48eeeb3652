import { StoreError } from '../../src/errors.js';
import type { JobStore, StoredJob } from '../../src/server/job-store/job-store.js';

/** A store whose jobs are in a map that outlives it, and whose commits can be made to fail. */
export class StoreInMemory implements JobStore {
  /** What is durable, by number. */
  readonly durable: Map<number, StoredJob>;
  /** What each commit that succeeded changed: numbers added, and numbers removed as negative ones. */
  readonly commits: number[][] = [];
  isFailing = false;
  lastNumber: number;
  #added = new Map<number, StoredJob>();
  #removed = new Set<number>();
  #reached = 0;

  constructor(durable = new Map<number, StoredJob>(), lastNumber = Math.max(0, ...durable.keys())) {
    this.durable = durable;
    this.lastNumber = lastNumber;
  }

  get hasChanges(): boolean {
    return this.#added.size + this.#removed.size > 0 || this.#reached > this.lastNumber;
  }

  reach(number: number): void {
    this.#reached = Math.max(this.#reached, number);
  }

  load(take: (job: StoredJob) => void): void {
    for (const job of this.durable.values()) take(job);
  }

  add(job: StoredJob): void {
    this.#removed.delete(job.number);
    this.#added.set(job.number, { ...job, workload: new Uint8Array(job.workload) });
  }

  remove(number: number): void {
    if (!this.#added.delete(number)) this.#removed.add(number);
  }

  commit(): void {
    const added = this.#added;
    this.#added = new Map();
    if (this.isFailing) throw new StoreError('the disk is full', 'full');
    for (const [number, job] of added) this.durable.set(number, job);
    for (const number of this.#removed) this.durable.delete(number);
    this.lastNumber = Math.max(this.lastNumber, this.#reached, ...added.keys());
    const changes = [...added.keys(), ...Array.from(this.#removed, (number) => -number)];
    if (changes.length > 0) this.commits.push(changes);
    this.#removed = new Set();
  }

  close(): void {
    if (this.hasChanges) this.commit();
  }
}
