import { InputDataError, InputFileError, NameError } from '../../errors.js';
import type { TurnJobs } from '../../operations/submit-in-turn.js';
import { openSubmitter as openBackgroundSubmitter } from './background-submitter.js';
import type { Connection } from './connection.js';
import { problemOfFunction } from './function-name.js';
import type { Options } from './options.js';
import type { Outcome } from './outcome.js';
import type { ClientSurroundings } from './submitter.js';
import { MAX_UNIQUE_BYTES, uniqueIds } from './unique-id.js';
import { workloadsOf } from './workloads.js';

/** Submits jobs as the options say, and tells what becomes of them. */
export async function runClient(
  options: Options,
  connection: Connection,
  surroundings: ClientSurroundings,
): Promise<void> {
  const { io, outcome } = surroundings;
  const { isBackground, functions, unique, priority, timeoutMs } = options;
  const problems = functions.flatMap((name) => problemOf(name, unique) ?? []);
  const jobs: TurnJobs = {
    connection,
    // The library puts each before those that are there already.
    functions: functions.filter((name) => problemOf(name, unique) === undefined).reverse(),
    priority,
    unique: uniqueIds(unique),
    idleTimeoutMs: timeoutMs < 0 ? undefined : timeoutMs,
  };
  const openSubmitter = isBackground
    ? openBackgroundSubmitter
    : (await import('./foreground-submitter.js')).openSubmitter;
  const submitter = openSubmitter(jobs, options, surroundings);
  try {
    for await (const workloads of workloadsOf(options, () => io.stdin, submitter.stop)) {
      // Where some functions are refused, that is said before each workload goes to the others.
      for (const together of problems.length === 0 ? [workloads] : workloads.map((workload) => [workload])) {
        for (const problem of problems) refuse(problem, outcome);
        if (jobs.functions.length > 0) await submitter.submit(together);
      }
    }
  } catch (error) {
    if (!(error instanceof InputFileError || error instanceof InputDataError)) throw error;
    outcome.failed();
    outcome.say('read', error);
  } finally {
    await submitter.finish();
  }
}

function problemOf(functionName: string, unique: string): NameError | undefined {
  const problem = problemOfFunction(functionName);
  if (problem !== undefined || unique.length <= MAX_UNIQUE_BYTES) return problem;
  return new NameError(`the unique key is longer than ${MAX_UNIQUE_BYTES} bytes`);
}

function refuse(problem: NameError, outcome: Outcome): void {
  outcome.troubled();
  outcome.say('gearman_client_add_task', problem);
}
