import { AbortedError, type GearctlError, JobExceptionError, JobFailedError } from '../../errors.js';
import type { JobView } from '../job-look-up/job-look-up.js';
import { JobSources } from '../job-look-up/job-sources.js';
import { type WaitSources, waitForJobs } from '../job-look-up/wait-for-jobs.js';
import type { HaltRule } from './halt-rule.js';
import type { JobFlow } from './job-flow.js';
import type { JobReport } from './job-report.js';
import { type Ending, givenUpBy, type JobRun, nameOf } from './job-run.js';
import type { SubmitOptions } from './submit-options.js';
import type { Tally } from './tally.js';

const NO_DATA = new Uint8Array(0);

/** A job that has ended, and nobody knows how. */
const UNTOLD: Ending = { outcome: 'unknown', data: NO_DATA, error: undefined };

/** Waits for background jobs once all are submitted, and reports how they ended. */
export class BackgroundWait implements JobFlow, AsyncDisposable {
  readonly #report: JobReport;
  readonly #tally: Tally;
  readonly #jobs: JobSources;
  readonly #giveUp: AbortController;
  /** By their handles, which submissions have in common that the server took for one job. */
  readonly #waiting = new Map<string, JobRun[]>();
  #flow: JobFlow | undefined;
  #stopError: GearctlError | undefined;
  /** How many jobs have ended of which nobody knows how. */
  untold = 0;

  constructor({ connection, journalFolder }: SubmitOptions, report: JobReport, tally: Tally) {
    this.#report = report;
    this.#tally = tally;
    this.#giveUp = new AbortController();
    this.#jobs = new JobSources(connection, journalFolder, this.#giveUp.signal);
  }

  get running(): number {
    return this.#flow?.running ?? 0;
  }

  get foreground(): Iterable<JobRun> {
    return this.#flow?.foreground ?? [];
  }

  get stopError(): GearctlError | undefined {
    return this.#flow?.stopError ?? this.#stopError;
  }

  get metHalt(): HaltRule | undefined {
    return this.#flow?.metHalt;
  }

  /** Takes a job over that was accepted. */
  add(run: JobRun): void {
    const { handle = '' } = run;
    const runs = this.#waiting.get(handle);
    if (runs === undefined) this.#waiting.set(handle, [run]);
    else runs.push(run);
  }

  /** Runs the flow that submits the jobs, then waits for all that it handed over. Rejects with StoreError. */
  async run(flow: JobFlow, submit: () => Promise<void>): Promise<void> {
    this.#flow = flow;
    try {
      // What ends while others are still being submitted must be seen too.
      const sources = await this.#jobs.forWaiting(() => undefined);
      await submit();
      await this.#waitForAll(sources);
    } catch (error) {
      if (!(error instanceof AbortedError) || this.stopError === undefined) throw error;
    }
    for (const run of [...this.#waiting.values()].flat()) await this.#end(run, givenUpBy(this.stopError));
  }

  giveUp(error: GearctlError): void {
    this.#stopError ??= error;
    this.#flow?.giveUp(error);
    this.#giveUp.abort(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#jobs[Symbol.asyncDispose]();
  }

  async #waitForAll(sources: WaitSources): Promise<void> {
    const keys = [...this.#waiting.keys()].map((handle) => ({ handle }));
    const wish = { keys, any: false, accepted: true };
    for await (const view of waitForJobs(wish, sources, this.#giveUp.signal)) {
      if (!('handle' in view.key)) continue;
      const { handle } = view.key;
      for (const run of this.#waiting.get(handle) ?? []) {
        run.resultBytes = view.outcome?.bytes ?? 0;
        const ending = endingOf(run, view);
        if (ending === UNTOLD) this.untold += 1;
        await this.#end(run, ending);
      }
      this.#waiting.delete(handle);
    }
  }

  async #end(run: JobRun, ending: Ending): Promise<void> {
    this.#tally.add(ending);
    await this.#report.ended(run, ending);
  }
}

function endingOf(run: JobRun, { outcome: told }: JobView): Ending {
  if (told === undefined) return UNTOLD;
  const { outcome, result, message } = told;
  if (outcome === 'complete') return { outcome, data: result, error: undefined };
  const why = message === null ? '' : `: ${message}`;
  if (outcome === 'exception') {
    const error = new JobExceptionError(`${nameOf(run)} failed with an exception${why}`, result);
    return { outcome, data: result, error };
  }
  const how = outcome === 'fail' ? 'failed' : `ended with ${outcome}`;
  return { outcome: 'fail', data: NO_DATA, error: new JobFailedError(`${nameOf(run)} ${how}${why}`) };
}
