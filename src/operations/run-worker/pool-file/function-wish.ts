import type { CommandAction, CoprocessAction, EndStep, ResourceLimit, RetrySettings } from '../function-settings.js';
import type { ResultMode } from '../result-output.js';
import type { EnvironmentChange } from './values/environment.js';
import type { OutputLimit } from './values/output-limit.js';

/** What somebody wants of a function, as far as they said so: in flags, in a file, or in its defaults. */
export interface FunctionWish {
  readonly command?: readonly string[];
  readonly shell?: string;
  /** What the script of `shell` finds as $1, $2 … */
  readonly shellArguments?: readonly string[];
  /** Undefined or false is a command for each job. */
  readonly coprocess?: CoprocessWish | false;
  readonly slots?: number;
  readonly timeoutMs?: number;
  readonly idleTimeoutMs?: number;
  readonly endSequence?: readonly EndStep[];
  readonly serverTimeoutMs?: number;
  readonly maxWaitMs?: number;
  readonly stdin?: CommandAction['stdin'];
  readonly stdout?: ResultMode;
  readonly keepsSeparator?: boolean;
  readonly stderr?: 'log' | 'warn' | 'merge' | 'drop';
  readonly outputLimit?: OutputLimit;
  readonly maxPayloadBytes?: number;
  readonly progressFrom?: 'stderr' | 'stdout';
  readonly progressPattern?: RegExp;
  readonly exceptions?: boolean;
  readonly exceptionCodes?: ReadonlySet<number>;
  readonly retryCodes?: ReadonlySet<number>;
  readonly stopCodes?: ReadonlySet<number>;
  readonly retries?: number;
  readonly retryMode?: RetrySettings['mode'];
  readonly backoff?: RetrySettings['backoff'];
  readonly deadFunction?: string;
  readonly errorBackoff?: number;
  readonly grabs?: number;
  readonly ratePerSecond?: number;
  /** `NAME` or `NAME:GROUP`. */
  readonly user?: string;
  readonly chroot?: string;
  readonly nice?: number;
  readonly resourceLimits?: readonly ResourceLimit[];
  readonly cgroup?: readonly string[];
  readonly environment?: readonly EnvironmentChange[];
  readonly cleanEnvironment?: boolean;
  readonly cwd?: string;
  readonly keepDirectory?: CommandAction['keepDirectory'];
  readonly lingerMs?: number;
  readonly keepsChildren?: boolean;
  readonly payloadWords?: boolean;
  readonly allowsDash?: boolean;
}

/** What somebody wants of a co-process, as far as they said so. */
export type CoprocessWish = Partial<Omit<CoprocessAction, 'type' | 'process' | 'command'>>;

/**
 * Adds what is wanted of all functions to what is wanted of one. Its own wish counts; variables and limits that only the
 * others name stay. One that says what to run has nothing of another's command or script.
 */
export function withDefaults(own: FunctionWish, defaults: FunctionWish): FunctionWish {
  return {
    ...inheritedBy(own, defaults),
    ...own,
    ...(own.coprocess && defaults.coprocess && { coprocess: { ...defaults.coprocess, ...own.coprocess } }),
    environment: [...(defaults.environment ?? []), ...(own.environment ?? [])],
    resourceLimits: byName([...(defaults.resourceLimits ?? []), ...(own.resourceLimits ?? [])]),
  };
}

function inheritedBy(own: FunctionWish, defaults: FunctionWish): FunctionWish {
  const { command, shell, shellArguments, ...unlessSaid } = defaults;
  if (own.shell !== undefined) return { ...unlessSaid, coprocess: false };
  return own.command === undefined ? defaults : unlessSaid;
}

/** Of several limits of the same thing the last one counts. */
function byName(limits: readonly ResourceLimit[]): ResourceLimit[] {
  return [...new Map(limits.map((limit) => [limit.name, limit])).values()];
}
