/** Outcomes of workers as the journal's files have them: one line of JSON each. */
import { isUtf8 } from 'node:buffer';
import type { KeptWorkOutcome, WorkOutcome, WorkOutcomeName, WorkSummary } from './work-outcome.js';

/** A line before its result. Times are written as people read them, in UTC. */
interface RecordHead {
  readonly handle: string;
  readonly function: string;
  readonly unique: string;
  readonly server: string;
  readonly outcome: WorkOutcomeName;
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly message: string;
  readonly attempts: number;
  readonly started: string;
  readonly finished: string;
  readonly bytes_in: number;
  readonly bytes: number;
  readonly worker: string;
  readonly pid: number;
  readonly slot: number;
}

/** What stands before the result, and behind it. In a text the quotation marks are escaped: it stands nowhere else. */
const DATA = Buffer.from(',"data');
const WHOLE = Buffer.from(',"truncated":false}');
const TRUNCATED = Buffer.from(',"truncated":true}');

const LF = '\n';
const CLOSING_BRACE = '}';

/**
 * Writes an outcome with as much of its result as is to be kept. The line begins with a line end too: what a process
 * leaves that is killed while it writes then takes no line of another one with it.
 */
export function recordOf(outcome: WorkOutcome, maxResultBytes: number): Buffer {
  const { buffer, byteOffset, byteLength } = outcome.result;
  const keptBytes = Math.min(byteLength, maxResultBytes);
  const result = Buffer.from(buffer, byteOffset, keptBytes);
  const head: RecordHead = {
    handle: outcome.handle,
    function: outcome.functionName,
    unique: outcome.unique,
    server: outcome.server,
    outcome: outcome.outcome,
    exit_code: outcome.exitCode,
    signal: outcome.signal,
    message: outcome.message,
    attempts: outcome.attempts,
    started: new Date(outcome.startedAtMs).toISOString(),
    finished: new Date(outcome.endedAtMs).toISOString(),
    bytes_in: outcome.bytesIn,
    bytes: outcome.bytesOut,
    worker: outcome.workerId,
    pid: outcome.pid,
    slot: outcome.slot,
  };
  const data = isUtf8(result) ? { data: result.toString() } : { data_base64: result.toString('base64') };
  const truncated = outcome.bytesOut > keptBytes;
  return Buffer.from(`${LF}${JSON.stringify({ ...head, ...data, truncated })}${LF}`);
}

/** Reads a line but for its result; undefined if it is none of ours, or not whole. */
export function summaryOfRecord(line: Buffer): WorkSummary | undefined {
  const end = line.indexOf(DATA);
  const truncated = endsWith(line, TRUNCATED);
  if (end === -1 || !(truncated || endsWith(line, WHOLE))) return undefined;
  const head = parsed<RecordHead>(line.toString('utf8', 0, end) + CLOSING_BRACE);
  if (typeof head?.handle !== 'string') return undefined;
  return {
    handle: head.handle,
    functionName: head.function,
    unique: head.unique,
    server: head.server,
    outcome: head.outcome,
    exitCode: head.exit_code,
    signal: head.signal,
    message: head.message,
    attempts: head.attempts,
    startedAtMs: Date.parse(head.started),
    endedAtMs: Date.parse(head.finished),
    bytesIn: head.bytes_in,
    bytesOut: head.bytes,
    workerId: head.worker,
    pid: head.pid,
    slot: head.slot,
    truncated,
  };
}

/** Reads a line; undefined if it is none of ours, or not whole. */
export function outcomeOfRecord(line: Buffer): KeptWorkOutcome | undefined {
  const summary = summaryOfRecord(line);
  const data = parsed<{ data?: string; data_base64?: string }>(line.toString());
  if (summary === undefined || data === undefined) return undefined;
  const result = data.data === undefined ? Buffer.from(data.data_base64 ?? '', 'base64') : Buffer.from(data.data);
  return { ...summary, result };
}

function endsWith(line: Buffer, end: Buffer): boolean {
  return line.length >= end.length && line.compare(end, 0, end.length, line.length - end.length) === 0;
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // A line that was cut short: nothing can be made of it.
    return undefined;
  }
}
