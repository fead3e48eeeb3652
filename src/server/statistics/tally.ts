import { Distribution } from './distribution.js';

/** What happened to the jobs of a function since the server began. */
export class Tally {
  /** Submissions that were accepted. */
  submitted = 0;
  /** Those of them that joined a job which was there already. */
  coalesced = 0;
  /** How often a job was handed to a worker. */
  started = 0;
  completed = 0;
  failed = 0;
  exceptions = 0;
  /** Jobs that ended because workers took too long for them. */
  timeouts = 0;
  /** Jobs that ended because their workers were lost. */
  lost = 0;
  cancelled = 0;
  /** Foreground jobs that nobody waited for any more. */
  abandoned = 0;
  /** When something happened last, in milliseconds since 1970. */
  lastAtMs = 0;
  /** How long jobs could have been worked before a worker got them for the first time; undefined if none did. */
  waits: Distribution | undefined = undefined;
  /** How long workers took for jobs of which they said that they are over; undefined if there are none. */
  runs: Distribution | undefined = undefined;

  /** Adds a wait. */
  addWait(durationMs: number): void {
    this.waits ??= new Distribution();
    this.waits.add(durationMs);
  }

  /** Adds a run. */
  addRun(durationMs: number): void {
    this.runs ??= new Distribution();
    this.runs.add(durationMs);
  }

  /** Adds what happened to other jobs. */
  addAll(other: Tally): void {
    this.submitted += other.submitted;
    this.coalesced += other.coalesced;
    this.started += other.started;
    this.completed += other.completed;
    this.failed += other.failed;
    this.exceptions += other.exceptions;
    this.timeouts += other.timeouts;
    this.lost += other.lost;
    this.cancelled += other.cancelled;
    this.abandoned += other.abandoned;
    this.lastAtMs = Math.max(this.lastAtMs, other.lastAtMs);
    this.waits = sum(this.waits, other.waits);
    this.runs = sum(this.runs, other.runs);
  }
}

function sum(target: Distribution | undefined, added: Distribution | undefined): Distribution | undefined {
  if (added === undefined) return target;
  const result = target ?? new Distribution();
  result.addAll(added);
  return result;
}
