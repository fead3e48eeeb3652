import type { FunctionSettings } from '../function-settings.js';
import type { WorkerContext } from '../worker-context.js';
import type { AttemptMaker } from './attempt.js';
import { ErrorBackoff } from './error-backoff.js';
import { JobSubmitter } from './job-submitter.js';
import { Pauses } from './pauses.js';
import { RequeuedJobs } from './requeued-jobs.js';
import { WaitTimes } from './wait-times.js';

/** What a function's jobs are tried by. */
export type TrialSettings = Pick<FunctionSettings, 'retry' | 'time' | 'verdict'>;

/** What the trials of all jobs of a function share. Connects to nothing before there is a need to. */
export class TrialDesk {
  readonly settings: TrialSettings;
  readonly context: WorkerContext;
  readonly maker: AttemptMaker;
  readonly pauses = new Pauses();
  readonly requeued = new RequeuedJobs();
  readonly submitter: JobSubmitter;
  readonly waits: WaitTimes;
  readonly errors: ErrorBackoff;

  constructor(settings: TrialSettings, context: WorkerContext, maker: AttemptMaker) {
    this.settings = settings;
    this.context = context;
    this.maker = maker;
    this.submitter = new JobSubmitter(context.connection);
    this.waits = new WaitTimes(context.connection);
    this.errors = new ErrorBackoff(settings.retry.errorBackoff);
  }

  /** Ends all waits and closes all connections. */
  async close(): Promise<void> {
    this.pauses.end();
    await Promise.all([this.submitter.close(), this.waits.close()]);
  }
}
