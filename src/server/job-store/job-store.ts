import type { Priority } from '../job-queue/model.js';

/**
 * What is kept of a background job: enough to queue it again, and nothing of what happened to it so far. Texts are byte
 * strings.
 */
export interface StoredJob {
  /** The number in its handle: by it the job is found again. No two jobs of a store ever have the same one. */
  readonly number: number;
  readonly functionName: string;
  readonly unique: string;
  readonly reducer: string;
  readonly priority: Priority;
  /** Not to be worked before this time, in milliseconds since 1970; 0: at once. */
  readonly runAtEpochMs: number;
  /** When it was submitted, in milliseconds since 1970. */
  readonly queuedAtEpochMs: number;
  readonly workload: Uint8Array;
}

/**
 * Keeps the background jobs of one server over its end, however it ends. Changes are gathered and become durable
 * together, by one commit: whoever answers a submission before that promises too much.
 */
export interface JobStore {
  /** The highest number that any job was ever stored under or that was reached; 0 in a new store. */
  readonly lastNumber: number;
  /** Whether a commit has anything to write. */
  readonly hasChanges: boolean;
  /** Gives all stored jobs in the order of their numbers. Called once, before any other change. */
  load(take: (job: StoredJob) => void): void;
  /** Adds a job to the next commit. */
  add(job: StoredJob): void;
  /** Adds the removal of a job to the next commit. One that was added since the last commit is never written. */
  remove(number: number): void;
  /** Makes sure, with the next commit, that `lastNumber` is never below this again. */
  reach(number: number): void;
  /**
   * Makes all gathered changes durable, with one sync of the disk. Throws StoreError: then none of the jobs added since
   * the last commit is stored and they are forgotten, while the removals are gathered still and part of the next commit.
   */
  commit(): void;
  /** Commits what is left, closes the file and gives it free. */
  close(): void;
}
