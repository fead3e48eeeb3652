import type { CommandEnvironment, CommandRequest } from '../../../exec/command-request.js';
import type { CommandAction, FunctionSettings } from '../function-settings.js';
import type { WorkerContext } from '../worker-context.js';
import { JobCommand } from './job-command.js';
import { workerEnvironment } from './job-environment.js';
import { type JobInput, jobInput } from './job-input.js';

/** What is the same for all commands of a function. */
export interface CommandPlan {
  readonly settings: FunctionSettings;
  readonly action: CommandAction;
  readonly context: WorkerContext;
  readonly command: JobCommand;
  readonly input: JobInput;
  readonly env: CommandEnvironment;
  /** What every request has in it. */
  readonly request: Omit<CommandRequest, 'command' | 'stdin' | 'env' | 'variables' | 'onStdout' | 'onStderr'>;
}

/** Prepares all that can be prepared before there is a job. Throws UsageError for a command that cannot be. */
export function commandPlan(settings: FunctionSettings, action: CommandAction, context: WorkerContext): CommandPlan {
  const { env, cwd, user, chroot, nice, resourceLimits } = action.process;
  const { timeoutMs, idleTimeoutMs, endSequence } = settings.time;
  return {
    ...{ settings, action, context },
    command: new JobCommand(action),
    input: jobInput(action.stdin, context.bytesJson),
    env: workerEnvironment(env, context.identity),
    request: {
      ...{ cwd, user, chroot, nice, resourceLimits, timeoutMs, idleTimeoutMs, endSequence },
      ...{ lingerMs: action.lingerMs, keepsChildren: action.keepsChildren },
      stderr: settings.output.stderr === 'merge' ? 'merged' : 'apart',
    },
  };
}
