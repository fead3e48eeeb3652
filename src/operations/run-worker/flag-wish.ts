import { UsageError } from '../../errors.js';
import { checkFunctionName } from '../function-name.js';
import { parseRate } from '../submit-jobs/rate.js';
import type { CommandAction, CoprocessAction, EndStep, RetrySettings } from './function-settings.js';
import { COMMAND_ONLY_KEYS } from './pool-file/command-only-keys.js';
import type { CoprocessWish, FunctionWish } from './pool-file/function-wish.js';
import { parseBackoff } from './pool-file/values/backoff.js';
import { parseEndSequence } from './pool-file/values/end-sequence.js';
import { parseVariable } from './pool-file/values/environment.js';
import { parseExitCodes } from './pool-file/values/exit-codes.js';
import { parseOutputLimit } from './pool-file/values/output-limit.js';
import { parseProgressPattern } from './pool-file/values/progress-pattern.js';
import { parseResourceLimit } from './pool-file/values/resource-limit.js';
import { parseSlots } from './pool-file/values/slots.js';
import { parseUnitProperty } from './pool-file/values/unit-property.js';
import { wishFaults } from './pool-file/wish-faults.js';
import type { ResultMode } from './result-output.js';

/** The flags that say how the jobs of a function are done, as far as they were given. Times in ms, sizes in bytes. */
export interface FunctionFlags {
  readonly jobs?: string | undefined;
  readonly shell?: string | undefined;
  readonly stdin?: CommandAction['stdin'] | undefined;
  readonly 'payload-args'?: boolean | undefined;
  readonly 'allow-dash'?: boolean | undefined;
  readonly stdout?: ResultMode | undefined;
  readonly 'keep-separator'?: boolean | undefined;
  readonly stderr?: FunctionWish['stderr'] | undefined;
  readonly 'max-output'?: string | undefined;
  readonly 'max-payload'?: number | undefined;
  readonly 'progress-from'?: FunctionWish['progressFrom'] | undefined;
  readonly 'progress-regex'?: string | undefined;
  readonly timeout?: number | undefined;
  readonly 'idle-timeout'?: number | undefined;
  readonly 'kill-after'?: number | undefined;
  readonly 'term-seq'?: string | undefined;
  readonly 'server-timeout'?: number | undefined;
  readonly 'max-wait'?: number | undefined;
  readonly exceptions?: boolean | undefined;
  readonly 'exception-codes'?: string | undefined;
  readonly 'retry-codes'?: string | undefined;
  readonly 'stop-codes'?: string | undefined;
  readonly retries?: number | undefined;
  readonly 'retry-mode'?: RetrySettings['mode'] | undefined;
  readonly backoff?: string | undefined;
  readonly dead?: string | undefined;
  readonly 'error-backoff'?: number | undefined;
  readonly grabs?: number | undefined;
  readonly rate?: string | undefined;
  readonly user?: string | undefined;
  readonly chroot?: string | undefined;
  readonly cwd?: string | undefined;
  readonly env?: readonly string[] | undefined;
  readonly 'clean-env'?: boolean | undefined;
  readonly nice?: number | undefined;
  readonly ulimit?: readonly string[] | undefined;
  readonly cgroup?: readonly string[] | undefined;
  readonly 'keep-dir'?: CommandAction['keepDirectory'] | undefined;
  readonly linger?: number | undefined;
  readonly 'keep-children'?: boolean | undefined;
  readonly coprocess?: CoprocessAction['protocol'] | undefined;
  readonly 'coprocess-share'?: boolean | undefined;
  readonly connections?: CoprocessAction['connections'] | undefined;
  readonly 'coprocess-max-jobs'?: number | undefined;
  readonly 'coprocess-max-age'?: number | undefined;
  readonly 'coprocess-max-rss'?: number | undefined;
  readonly escape?: boolean | undefined;
  readonly strict?: boolean | undefined;
}

/**
 * Makes flags into the wish that a file would express in the same way. `words` are the command, or what the script of
 * `--shell` finds as $1, $2 … Throws UsageError that names the flag.
 */
export function flagWish(flags: FunctionFlags, words: readonly string[]): FunctionWish {
  const { shell } = flags;
  const wish: FunctionWish = defined({
    command: shell === undefined && words.length > 0 ? words : undefined,
    shell,
    shellArguments: shell === undefined ? undefined : words,
    coprocess: coprocessWish(flags),
    slots: read(flags, 'jobs', (text) => parseSlots(text)),
    timeoutMs: flags.timeout,
    idleTimeoutMs: flags['idle-timeout'],
    endSequence: endSequence(flags),
    serverTimeoutMs: flags['server-timeout'],
    maxWaitMs: flags['max-wait'],
    stdin: flags.stdin,
    stdout: flags.stdout,
    keepsSeparator: flags['keep-separator'],
    stderr: flags.stderr,
    outputLimit: read(flags, 'max-output', parseOutputLimit),
    maxPayloadBytes: flags['max-payload'],
    progressFrom: flags['progress-from'],
    progressPattern: read(flags, 'progress-regex', parseProgressPattern),
    exceptions: flags.exceptions,
    exceptionCodes: read(flags, 'exception-codes', parseExitCodes),
    retryCodes: read(flags, 'retry-codes', parseExitCodes),
    stopCodes: read(flags, 'stop-codes', parseExitCodes),
    retries: flags.retries,
    retryMode: flags['retry-mode'],
    backoff: read(flags, 'backoff', parseBackoff),
    deadFunction: flags.dead,
    errorBackoff: flags['error-backoff'],
    grabs: flags.grabs,
    ratePerSecond: read(flags, 'rate', (text) => 1000 / parseRate(text)),
    user: flags.user,
    chroot: flags.chroot,
    nice: flags.nice,
    resourceLimits: readEach(flags, 'ulimit', parseResourceLimit),
    cgroup: readEach(flags, 'cgroup', parseUnitProperty),
    environment: readEach(flags, 'env', parseVariable),
    cleanEnvironment: flags['clean-env'],
    cwd: flags.cwd,
    keepDirectory: flags['keep-dir'],
    lingerMs: flags.linger,
    keepsChildren: flags['keep-children'],
    payloadWords: flags['payload-args'],
    allowsDash: flags['allow-dash'],
  });
  if (flags.dead !== undefined) checkFunctionName(flags.dead);
  if (wish.coprocess) refuseCommandFlags(flags);
  else if (flags.connections === 'shared') {
    throw new UsageError('--connections shared is for co-processes: a command has a connection of its own', {
      hint: 'add --coprocess, or take it out',
    });
  }
  const [fault] = wishFaults(wish);
  if (fault !== undefined) throw fault.error;
  return wish;
}

function refuseCommandFlags(flags: FunctionFlags): void {
  const names = new Set(COMMAND_ONLY_KEYS.map((key) => key.replaceAll('_', '-')));
  const given = Object.entries(flags).find(
    ([name, value]) => names.has(name) && value !== undefined && value !== false,
  );
  if (given !== undefined) throw new UsageError(`--${given[0]} means nothing to a co-process`, { hint: 'take it out' });
}

function coprocessWish(flags: FunctionFlags): CoprocessWish | undefined {
  if (flags.coprocess === undefined) return undefined;
  return defined({
    protocol: flags.coprocess,
    isShared: flags['coprocess-share'],
    connections: flags.connections,
    escapes: flags.escape,
    isStrict: flags.strict,
    maxJobs: flags['coprocess-max-jobs'],
    maxAgeMs: flags['coprocess-max-age'],
    maxRssBytes: flags['coprocess-max-rss'],
    killAfterMs: flags['kill-after'],
  });
}

/** `--term-seq`, or TERM and KILL with the wait of `--kill-after` between them. */
function endSequence(flags: FunctionFlags): readonly EndStep[] | undefined {
  const { 'kill-after': waitMs } = flags;
  const sequence = read(flags, 'term-seq', parseEndSequence);
  if (sequence !== undefined || waitMs === undefined) return sequence;
  return [
    { signal: 'SIGTERM', waitMs },
    { signal: 'SIGKILL', waitMs: 0 },
  ];
}

type Named<Value> = {
  [Flag in keyof FunctionFlags]-?: FunctionFlags[Flag] extends Value ? Flag : never;
}[keyof FunctionFlags];

function read<T>(flags: FunctionFlags, flag: Named<string | undefined>, parse: (text: string) => T): T | undefined {
  const text = flags[flag];
  return text === undefined ? undefined : naming(flag, () => parse(text));
}

function readEach<T>(
  flags: FunctionFlags,
  flag: Named<readonly string[] | undefined>,
  parse: (text: string) => T,
): readonly T[] | undefined {
  return flags[flag]?.map((text) => naming(flag, () => parse(text)));
}

/** Says which flag is wrong. */
function naming<T>(flag: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`--${flag}: ${error.message}`, { ...(error.hint && { hint: error.hint }), cause: error });
  }
}

/** Leaves out what is undefined. */
function defined<T extends object>(values: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
