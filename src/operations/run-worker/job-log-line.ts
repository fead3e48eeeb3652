import { constants } from 'node:os';
import type { WorkEvent } from './work-event.js';

/** A job that has ended, as the log of a worker has it. */
export type EndEvent = Extract<WorkEvent, { type: 'end' }>;

/** Where and when it ended. */
export interface JobLogPlace {
  /** Counts the jobs of this process from 1. */
  readonly seq: number;
  /** The name of this machine. */
  readonly host: string;
  /** In milliseconds since 1970. */
  readonly endedAtMs: number;
}

/** What a job that went back counts as, when its command did not say otherwise: it is worth trying again. */
const EXIT_REQUEUED = 75;

/** The columns of GNU parallel, and behind them what only a job of Gearman has. */
const COLUMNS = [
  ...['Seq', 'Host', 'Starttime', 'JobRuntime', 'Send', 'Receive', 'Exitval', 'Signal', 'Command'],
  ...['Outcome', 'Handle', 'Unique', 'Server', 'Slot'],
] as const;

/** The first line of a job log. */
export const JOB_LOG_HEADER = row(COLUMNS);

/**
 * Writes the line of a job. Times are seconds, of the epoch and of the job; Exitval and Signal are both 0 only for a job
 * that is complete. What could end a field or a line is percent-encoded.
 */
export function jobLogLine(event: EndEvent, { seq, host, endedAtMs }: JobLogPlace): string {
  const { functionName, handle, unique, server, slot } = event.job;
  return row([
    ...[seq, host, seconds(endedAtMs - event.durationMs), seconds(event.durationMs).padStart(10)],
    ...[event.bytesIn, event.bytesOut, exitOf(event), signalOf(event), functionName],
    ...[event.end, handle, unique, server, slot],
  ]);
}

function exitOf(event: EndEvent): number {
  if (event.end === 'complete' || event.exitCode || signalOf(event) !== 0) return event.exitCode ?? 0;
  return event.end === 'requeued' ? EXIT_REQUEUED : 1;
}

function signalOf({ end, signal }: EndEvent): number {
  if (end === 'complete' || signal === null) return 0;
  return Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function row(fields: readonly (string | number)[]): string {
  return `${fields.map((field) => String(field).replace(/[\p{Cc}\u2028\u2029]/gu, encodeURIComponent)).join('\t')}\n`;
}
