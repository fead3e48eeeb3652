import type {
  CommandAction,
  CoprocessAction,
  FunctionAction,
  FunctionSettings,
  ProcessSettings,
  ProcessUser,
} from '../function-settings.js';
import type { FunctionWish } from './function-wish.js';
import { processEnvironment } from './values/environment.js';
import { PERCENT } from './values/progress-pattern.js';

/** What a wish is made into settings with. */
export interface Surroundings {
  /** What processes inherit. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user that the wish names, looked up. */
  readonly user?: ProcessUser | undefined;
}

const GIB = 1024 ** 3;

/** Gives the settings of a function that nobody has wishes for: its workloads are printed, one at a time. */
export function defaultSettings(functionName: string): FunctionSettings {
  return functionSettings(functionName, {}, { env: {} });
}

/** Makes a wish complete. The name is a byte string. */
export function functionSettings(functionName: string, wish: FunctionWish, around: Surroundings): FunctionSettings {
  const { slots = 1, grabs = 1, ratePerSecond } = wish;
  const { timeoutMs = 0, idleTimeoutMs = 0, serverTimeoutMs = 0, maxWaitMs = 0 } = wish;
  const { stdout = 'auto', keepsSeparator = false, stderr = 'log', maxPayloadBytes = GIB } = wish;
  const { exceptions = false, exceptionCodes = new Set(), retryCodes = new Set([75]), stopCodes = new Set() } = wish;
  const { retries = 0, retryMode: mode = 'local', deadFunction, errorBackoff = 0 } = wish;
  const { backoff = { minMs: 1000, maxMs: 300_000 } } = wish;
  // What streams takes no memory, and needs no limit.
  const unlimited = stdout === 'complete' ? GIB : Number.POSITIVE_INFINITY;
  const { outputLimit = { maxOutputBytes: unlimited, onExcess: 'fail' } } = wish;
  const endSequence = wish.endSequence ?? [
    { signal: 'SIGTERM', waitMs: 10_000 },
    { signal: 'SIGKILL', waitMs: 0 },
  ];
  return {
    functionName,
    slots,
    action: actionOf(wish, around),
    time: { timeoutMs, idleTimeoutMs, endSequence, serverTimeoutMs, maxWaitMs },
    output: { stdout, keepsSeparator, stderr, ...outputLimit, maxPayloadBytes, progress: progressOf(wish) },
    verdict: { exceptions, exceptionCodes, retryCodes, stopCodes },
    retry: { retries, mode, backoff, deadFunction, errorBackoff },
    grabs,
    ratePerSecond,
  };
}

function actionOf(wish: FunctionWish, around: Surroundings): FunctionAction {
  const { command = [], shell, coprocess } = wish;
  if (command.length === 0 && shell === undefined) return { type: 'print' };
  const process = processSettings(wish, around);
  return coprocess ? coprocessAction(command, coprocess, process) : commandAction(wish, process);
}

function commandAction(wish: FunctionWish, process: ProcessSettings): CommandAction {
  const { command = [], shell, shellArguments = [], payloadWords = false, allowsDash = false } = wish;
  const { stdin = 'payload', keepDirectory = 'never', lingerMs = 1000, keepsChildren = false } = wish;
  return {
    ...{ type: 'command', process, command: shell === undefined ? command : shellArguments, shell },
    ...{ payloadWords, allowsDash, stdin, keepDirectory, lingerMs, keepsChildren },
  };
}

function coprocessAction(
  command: readonly string[],
  wish: Partial<CoprocessAction>,
  process: ProcessSettings,
): CoprocessAction {
  const { protocol = 'jsonl', isShared = false, connections = 'slot', escapes = false, isStrict = false } = wish;
  const { maxJobs, maxAgeMs, maxRssBytes, killAfterMs = 10_000 } = wish;
  return {
    ...{ type: 'coprocess', process, command, protocol, isShared, connections, escapes, isStrict },
    ...{ maxJobs, maxAgeMs, maxRssBytes, killAfterMs },
  };
}

function processSettings(wish: FunctionWish, { env, user }: Surroundings): ProcessSettings {
  const { environment = [], cleanEnvironment: isClean = false, cwd, chroot, nice, resourceLimits = [], cgroup } = wish;
  return {
    env: processEnvironment(env, environment, { isClean, user }),
    cwd,
    user,
    chroot,
    nice,
    resourceLimits,
    cgroup,
  };
}

function progressOf({ progressFrom, progressPattern }: FunctionWish): FunctionSettings['output']['progress'] {
  if (progressFrom === undefined && progressPattern === undefined) return undefined;
  return { from: progressFrom ?? 'stderr', pattern: progressPattern ?? PERCENT };
}
