import { UsageError } from '../../../errors.js';
import { CoprocessJobs } from '../coprocess-jobs.js';
import type { FunctionSettings } from '../function-settings.js';
import type { JobRunner } from '../job-runner.js';
import { CommandJobs } from '../jobs/command-jobs.js';
import { PayloadOutput, type PayloadSettings } from '../payload-output.js';
import type { CommandContext } from '../worker-context.js';

/** What jobs are done with. */
export interface RunnerContext extends CommandContext {
  /** Where workloads are printed, for functions without a command. */
  readonly print?: PayloadSettings | undefined;
}

/**
 * Prepares to do the jobs of a function. Rejects with CommandNotFoundError, CommandNotExecutableError, UsageError for what
 * cannot be run, and SystemError.
 */
export async function openRunner(settings: FunctionSettings, context: RunnerContext): Promise<JobRunner> {
  const { action, functionName } = settings;
  switch (action.type) {
    case 'command':
      return CommandJobs.open(settings, action, context);
    case 'coprocess':
      return CoprocessJobs.open(settings, action, context);
    case 'print':
      if (context.print === undefined) throw new UsageError(`${functionName} has no command for its jobs`);
      return new PayloadOutput(context.print);
  }
}
