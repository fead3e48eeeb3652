import type { ResultMode } from './result-output.js';

/** Where a process runs, as whom, and within which limits of the system. The values are looked up: no names, no templates. */
export interface ProcessSettings {
  /** All that a process finds in its environment, but for what is about the job. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the directory that this process is in. */
  readonly cwd?: string | undefined;
  /** Default: who we are. Supplementary groups are exactly these. */
  readonly user?: ProcessUser | undefined;
  /** The directory that is made the root of the file system; `cwd` and the program are looked up below it. */
  readonly chroot?: string | undefined;
  /** Added to our own niceness. */
  readonly nice?: number | undefined;
  readonly resourceLimits: readonly ResourceLimit[];
  /** Whether each runs in a scope of its own of systemd (systemd-run --scope), with these properties. */
  readonly cgroup?: readonly string[] | undefined;
}

/** As whom processes run. */
export interface ProcessUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups; the group of `gid` need not be among them. */
  readonly groups: readonly number[];
  readonly home: string;
  readonly shell: string;
}

/** A limit as prlimit(1) names it (nofile, as, cpu, core, fsize …), in its units; undefined is unlimited. */
export interface ResourceLimit {
  readonly name: string;
  readonly soft: number | undefined;
  readonly hard: number | undefined;
}

/** One signal to a process group, and how long it has before the next, in ms. The last is KILL. */
export interface EndStep {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

/** Runs a command for each job. */
export interface CommandAction {
  readonly type: 'command';
  readonly process: ProcessSettings;
  /** The program and its arguments, with placeholders; or for `shell` the values that arrive as $1, $2 … */
  readonly command: readonly string[];
  /** A script for /bin/sh, as it is: no placeholder of it is ever replaced. */
  readonly shell?: string | undefined;
  /** Adds the words of the payload to the arguments: quotes are read, nothing is expanded. */
  readonly payloadWords: boolean;
  /** Lets a value that begins with - be an argument of its own. */
  readonly allowsDash: boolean;
  readonly stdin: 'payload' | 'none' | 'json';
  /** Whether the directory of a job ($GEARMAN_JOB_DIR) stays when it has ended. */
  readonly keepDirectory: 'never' | 'on-failure' | 'always';
  /** How long output still counts after the command has exited, in ms. */
  readonly lingerMs: number;
  /** Lets processes live that a command leaves behind. */
  readonly keepsChildren: boolean;
}

/** Has long-lived processes do the jobs. */
export interface CoprocessAction {
  readonly type: 'coprocess';
  readonly process: ProcessSettings;
  readonly command: readonly string[];
  readonly protocol: 'jsonl' | 'lines' | 'frame';
  /** One process for all slots, with several jobs in flight; else one for each slot. */
  readonly isShared: boolean;
  /** Whether each slot has a connection of its own to each server, or all slots have one together. */
  readonly connections: 'slot' | 'shared';
  /** `lines`: newlines and backslashes of a payload are escaped, not refused. */
  readonly escapes: boolean;
  /** `jsonl`: stdout that is no message fails the jobs in flight. */
  readonly isStrict: boolean;
  /** When a process is replaced, between jobs, by a new one that is ready: after so many jobs, ms, bytes. */
  readonly maxJobs?: number | undefined;
  readonly maxAgeMs?: number | undefined;
  readonly maxRssBytes?: number | undefined;
  /** How long a process has between `cancel` (or `shutdown`) and its end, in ms. */
  readonly killAfterMs: number;
}

/** Writes the workloads of jobs to the output. */
export interface PrintAction {
  readonly type: 'print';
}

/** What is done with each job of a function. */
export type FunctionAction = CommandAction | CoprocessAction | PrintAction;

/** Time limits of a job; 0 is none. */
export interface TimeLimits {
  readonly timeoutMs: number;
  /** The longest time without output and without a word on the control channel. */
  readonly idleTimeoutMs: number;
  readonly endSequence: readonly EndStep[];
  /** Tells servers the time-out too (CAN_DO_TIMEOUT): they give a late job to somebody else. 0 is not at all. */
  readonly serverTimeoutMs: number;
  /** Fails a job that is known to have waited longer than this. */
  readonly maxWaitMs: number;
}

/** What becomes of what a command writes. */
export interface OutputSettings {
  readonly stdout: ResultMode;
  /** `lines`: whether each keeps its newline. */
  readonly keepsSeparator: boolean;
  readonly stderr: 'log' | 'warn' | 'merge' | 'drop';
  readonly maxOutputBytes: number;
  /** What happens beyond that. */
  readonly onExcess: 'fail' | 'truncate';
  readonly maxPayloadBytes: number;
  /** Where progress is read besides the control channel; the first group of the expression is percent, or two are n/m. */
  readonly progress?: { readonly from: 'stderr' | 'stdout'; readonly pattern: RegExp } | undefined;
}

/** What follows from how a command ended. */
export interface VerdictSettings {
  /** A failed job ends with an exception that has the end of stderr. */
  readonly exceptions: boolean;
  readonly exceptionCodes: ReadonlySet<number>;
  readonly retryCodes: ReadonlySet<number>;
  readonly stopCodes: ReadonlySet<number>;
}

/** How often a job is tried, and what becomes of one that never succeeds. */
export interface RetrySettings {
  /** Besides the first time. */
  readonly retries: number;
  readonly mode: 'local' | 'requeue' | 'resubmit';
  /** Between two attempts: from `minMs`, doubled each time, up to `maxMs`, with jitter. */
  readonly backoff: { readonly minMs: number; readonly maxMs: number };
  /** The function that gets the jobs that have failed for good, with an account of it. */
  readonly deadFunction?: string | undefined;
  /** After so many failures in a row nothing is taken for 1, 2, 4 … 60 s; 0 is never. */
  readonly errorBackoff: number;
}

/** All that is to be known of one function of a worker. Flags and the functions of a file come to the same. */
export interface FunctionSettings {
  /** As a byte string. */
  readonly functionName: string;
  /** How many jobs of it are done at a time. */
  readonly slots: number;
  readonly action: FunctionAction;
  readonly time: TimeLimits;
  readonly output: OutputSettings;
  readonly verdict: VerdictSettings;
  readonly retry: RetrySettings;
  /** The most jobs that a slot asks a server for at once, where they are short: those behind a long one wait for it. */
  readonly grabs: number;
  /** The most jobs a second that are begun; undefined is any number. */
  readonly ratePerSecond?: number | undefined;
}
