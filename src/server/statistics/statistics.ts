import type { EndedJob, QueueObserver, StartedJob, SubmittedJob } from '../job-queue/observer.js';
import { Tally } from './tally.js';

/** As many functions are counted by themselves, in about 8 KiB each. */
const MAX_FUNCTIONS = 1000;

/** So many of them are given up together, so that finding them is paid for rarely. */
const GIVEN_UP_AT_ONCE = 250;

/**
 * Counts what becomes of jobs, by function and altogether. It remembers a limited number of functions: those in which
 * nothing has happened for the longest time are counted as others from then on.
 */
export class Statistics implements QueueObserver {
  readonly #maxFunctions: number;
  readonly #tallies = new Map<string, Tally>();
  readonly #others = new Tally();
  #recentName: string | undefined;
  #recent = this.#others;

  constructor(maxFunctions = MAX_FUNCTIONS) {
    this.#maxFunctions = maxFunctions;
  }

  /** The functions that are counted by themselves; not all that the queue knows, and some that it has forgotten. */
  get functions(): ReadonlyMap<string, Tally> {
    return this.#tallies;
  }

  /** What was counted for functions that are not counted by themselves any more. */
  get others(): Tally {
    return this.#others;
  }

  /** Adds up all functions. */
  total(): Tally {
    const total = new Tally();
    total.addAll(this.#others);
    for (const tally of this.#tallies.values()) total.addAll(tally);
    return total;
  }

  submitted({ functionName, coalesced, atMs }: SubmittedJob): void {
    const tally = this.#tallyOf(functionName);
    tally.lastAtMs = atMs;
    tally.submitted += 1;
    if (coalesced) tally.coalesced += 1;
  }

  started({ functionName, losses, runnableAtMs, startedAtMs }: StartedJob): void {
    const tally = this.#tallyOf(functionName);
    tally.lastAtMs = startedAtMs;
    tally.started += 1;
    if (losses === 0) tally.addWait(startedAtMs - runnableAtMs);
  }

  ended({ functionName, outcome, startedAtMs, endedAtMs }: EndedJob): void {
    const tally = this.#tallyOf(functionName);
    tally.lastAtMs = endedAtMs;
    switch (outcome) {
      case 'complete':
        tally.completed += 1;
        break;
      case 'fail':
        tally.failed += 1;
        break;
      case 'exception':
        tally.exceptions += 1;
        break;
      case 'timeout':
        tally.timeouts += 1;
        return;
      case 'lost':
        tally.lost += 1;
        return;
      case 'cancelled':
        tally.cancelled += 1;
        return;
      case 'abandoned':
        tally.abandoned += 1;
        return;
    }
    if (startedAtMs !== undefined) tally.addRun(endedAtMs - startedAtMs);
  }

  #tallyOf(functionName: string): Tally {
    if (functionName === this.#recentName) return this.#recent;
    let tally = this.#tallies.get(functionName);
    if (tally === undefined) {
      if (this.#tallies.size >= this.#maxFunctions) this.#giveUpSome();
      tally = new Tally();
      this.#tallies.set(functionName, tally);
    }
    this.#recentName = functionName;
    this.#recent = tally;
    return tally;
  }

  #giveUpSome(): void {
    const byAge = [...this.#tallies].sort(([, a], [, b]) => a.lastAtMs - b.lastAtMs);
    for (const [functionName, tally] of byAge.slice(0, GIVEN_UP_AT_ONCE)) {
      this.#tallies.delete(functionName);
      this.#others.addAll(tally);
    }
  }
}
