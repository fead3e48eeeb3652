import type { GearctlError } from '../../errors.js';
import type { EndedCounts } from './halt-rule.js';
import type { Ending, Outcome } from './job-run.js';

const JOB_FAILED = 1;
const PARTIAL = 3;

/** What came of all jobs together. */
export interface Summary {
  readonly submitted: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly seconds: number;
  readonly exit: number;
}

/** Counts jobs by how they ended, and works out the exit code. */
export class Tally implements EndedCounts {
  /** Jobs handed to the client, each counted once. */
  submitted = 0;
  /** Those of them that are not to run before a time. */
  delayed = 0;
  readonly outcomes: Record<Outcome, number> = {
    accepted: 0,
    complete: 0,
    fail: 0,
    exception: 0,
    timeout: 0,
    lost: 0,
    unknown: 0,
  };
  readonly #exitCodeFor: (error: GearctlError) => number;
  /** Background jobs that have ended nobody knows how. */
  #untold = 0;
  readonly #failureExits = new Set<number>();

  constructor(exitCodeFor: (error: GearctlError) => number) {
    this.#exitCodeFor = exitCodeFor;
  }

  get succeeded(): number {
    return this.outcomes.complete + this.outcomes.accepted;
  }

  get failed(): number {
    const { fail, exception, timeout, lost } = this.outcomes;
    return fail + exception + timeout + lost;
  }

  /** Counts the end of a job. */
  add({ outcome, error }: Ending): void {
    this.outcomes[outcome] += 1;
    if (error === undefined && outcome === 'unknown') this.#untold += 1;
    if (error !== undefined && outcome !== 'unknown') this.#failureExits.add(this.#exitCodeFor(error));
  }

  /** Gives the exit code of one job. */
  exitOf({ error }: Ending): number {
    return error === undefined ? 0 : this.#exitCodeFor(error);
  }

  /**
   * Gives the exit code of all: of what stopped them before their time, else 0 if none failed, 3 if only some did, the
   * one they share if all failed alike, else 1.
   */
  exit(stopError: GearctlError | undefined): number {
    if (stopError !== undefined) return this.#exitCodeFor(stopError);
    if (this.failed === 0) return 0;
    if (this.succeeded + this.#untold > 0) return PARTIAL;
    const [first = JOB_FAILED] = this.#failureExits;
    return this.#failureExits.size === 1 ? first : JOB_FAILED;
  }
}
