/** What a worker sends about a job. */
export type ReportName =
  | 'WORK_STATUS'
  | 'WORK_DATA'
  | 'WORK_WARNING'
  | 'WORK_COMPLETE'
  | 'WORK_EXCEPTION'
  | 'WORK_FAIL';

/** Why a report may come late: the job took too long, or has ended with an exception. */
export type LateCause = 'timeout' | 'exception';

/** The most jobs that are remembered of one worker. */
const MAX_JOBS = 256;

const LAST_REPORTS: readonly ReportName[] = ['WORK_COMPLETE', 'WORK_EXCEPTION', 'WORK_FAIL'];

/**
 * The reports of one worker that are taken without a word though it no longer holds their jobs. It was not told that a
 * job took too long, and Perl's worker always sends WORK_FAIL behind WORK_EXCEPTION.
 */
export class LateReports {
  #causes: Map<number, LateCause> | undefined;

  /** Expects reports on a job that the worker holds no longer. */
  expect(number: number, cause: LateCause): void {
    this.#causes ??= new Map();
    this.#causes.set(number, cause);
    if (this.#causes.size <= MAX_JOBS) return;
    for (const oldest of this.#causes.keys()) {
      this.#causes.delete(oldest);
      return;
    }
  }

  /** Expects none on a job that the worker has got again. */
  forget(number: number): void {
    this.#causes?.delete(number);
  }

  /** Takes a report if it was expected. The one that ends a job is the last. */
  take(number: number, report: ReportName): boolean {
    const cause = this.#causes?.get(number);
    if (cause === undefined || (cause === 'exception' && report !== 'WORK_FAIL')) return false;
    if (LAST_REPORTS.includes(report)) this.forget(number);
    return true;
  }
}
