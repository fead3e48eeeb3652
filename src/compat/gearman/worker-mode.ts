import { GearctlError, NameError, TimeoutError } from '../../errors.js';
import { LaunchedJobs } from '../../operations/work-in-turn/launched-jobs.js';
import { type TurnRunner, workInTurn } from '../../operations/work-in-turn/work-in-turn.js';
import { bytesOf, isText, textOf } from '../byte-words.js';
import type { Connection } from './connection.js';
import { problemOfFunction } from './function-name.js';
import type { GearmanIo } from './io.js';
import type { Options } from './options.js';
import type { Outcome } from './outcome.js';
import type { TidyDeath } from './tidy-death.js';

/** What a worker is given besides what it is to do. */
export interface WorkerSurroundings {
  readonly io: Pick<GearmanIo, 'stdout' | 'env'>;
  readonly outcome: Outcome;
  readonly death: TidyDeath;
  /** What its commands ignore as well. */
  readonly ignored: readonly NodeJS.Signals[];
}

/** Takes jobs as the options say, until there were as many as are wanted. */
export async function runWorker(
  options: Options,
  connection: Connection,
  { io, outcome, death, ignored }: WorkerSurroundings,
): Promise<void> {
  const { functions, count, timeoutMs } = options;
  const wish = {
    // The library puts each before those that are there already.
    functions: functions.toReversed(),
    connection,
    turns: count,
    idleTimeoutMs: timeoutMs < 0 ? undefined : timeoutMs,
  };
  const listener = {
    idle: () => outcome.say('gearman_worker_work', new TimeoutError(`no job came for ${timeoutMs} ms`)),
    unreachable: (error: GearctlError) => outcome.say('gearman_worker_work', error),
  };
  try {
    for (const name of functions) checkFunction(name);
    if (options.words.length === 0) {
      await workInTurn(wish, await printer(io), listener);
      return;
    }
    const jobs = await launchedJobs(options, io.env, ignored, outcome);
    death.before(() => jobs.abandon());
    await workInTurn(wish, jobs, listener).finally(() => jobs.close());
  } catch (error) {
    if (!(error instanceof GearctlError)) throw error;
    outcome.failed();
    outcome.say(error instanceof NameError ? 'gearman_worker_add_function' : 'gearman_worker_work', error);
  }
}

async function printer({ stdout }: Pick<GearmanIo, 'stdout'>): Promise<TurnRunner> {
  const { PayloadOutput } = await import('../../operations/run-worker/payload-output.js');
  // Each write says itself how it went; a stream with no listener at all would end the process.
  stdout.on('error', () => undefined);
  return new PayloadOutput({ stream: stdout, format: ({ workload }) => [workload] });
}

function launchedJobs(
  { words, byLine, stripsNewline }: Options,
  env: NodeJS.ProcessEnv,
  ignored: readonly NodeJS.Signals[],
  outcome: Outcome,
): Promise<LaunchedJobs> {
  return LaunchedJobs.open(
    {
      command: words.map((word) => (isText(word) ? textOf(word) : bytesOf(word))),
      env,
      ignored,
      results: stripsNewline ? 'bare-lines' : byLine ? 'lines' : 'whole',
    },
    (error) => outcome.say('execvp', error),
  );
}

function checkFunction(name: string): void {
  const problem = problemOfFunction(name);
  if (problem !== undefined) throw problem;
}
