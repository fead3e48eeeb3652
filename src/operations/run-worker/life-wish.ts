import type { Writable } from 'node:stream';
import { journalFolderOf } from '../journal-folder.js';
import { NUL, parseSeparator } from '../separator.js';
import { delimitedPayload, jsonPayload } from './payload-format.js';
import type { PayloadSettings } from './payload-output.js';
import type { HostWish } from './pool/host-wish.js';
import type { WorkerContext } from './worker-context.js';

/** The flags that say when a worker ends and what it says of itself. Times in ms. */
export interface LifeFlags {
  readonly count?: number | undefined;
  readonly 'max-time'?: number | undefined;
  readonly 'idle-exit'?: number | undefined;
  readonly 'exit-when-empty'?: boolean | undefined;
  readonly 'drain-timeout': number;
  readonly 'on-drain-timeout': 'fail' | 'requeue';
  readonly 'on-lost': 'kill' | 'keep';
  readonly id?: string | undefined;
  readonly control: boolean;
  readonly 'pid-file'?: string | undefined;
  readonly 'status-file'?: string | undefined;
  readonly joblog?: string | undefined;
  readonly 'metrics-listen'?: string | undefined;
  readonly 'sd-notify': boolean;
  readonly journal?: string | undefined;
}

/** Makes these flags into what is wished of a service. Throws UsageError. */
export function lifeWish(flags: LifeFlags, env: NodeJS.ProcessEnv) {
  return {
    id: flags.id,
    maxJobs: flags.count,
    maxTimeMs: flags['max-time'],
    // None at all would be over before it began.
    idleExitMs: flags['idle-exit'] || undefined,
    exitsWhenEmpty: flags['exit-when-empty'],
    drainTimeoutMs: flags['drain-timeout'],
    onDrainTimeout: flags['on-drain-timeout'],
    onLost: flags['on-lost'],
    isControlled: flags.control,
    pidFile: flags['pid-file'],
    statusFile: flags['status-file'],
    jobLog: flags.joblog,
    metricsListen: flags['metrics-listen'],
    notifies: flags['sd-notify'],
    journal: journalFolderOf(flags.journal, env),
    env,
  } satisfies Partial<HostWish>;
}

/** The flags that say how workloads are printed. */
export interface PrintFlags {
  readonly jsonl: boolean;
  readonly null: boolean;
  readonly delimiter: string;
}

/** Makes these flags into settings. Throws UsageError. */
export function printSettings(
  { jsonl, null: isNul, delimiter }: PrintFlags,
  stream: Writable,
  bytesJson: WorkerContext['bytesJson'],
): PayloadSettings {
  if (jsonl) return { stream, format: jsonPayload(bytesJson) };
  return { stream, format: delimitedPayload(isNul ? NUL : parseSeparator(delimiter)) };
}
