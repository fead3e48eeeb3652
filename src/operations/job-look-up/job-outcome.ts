import type { JobResult } from '../../admin/index.js';
import type { KeptWorkOutcome, WorkOutcomeName, WorkSummary } from '../../journal/index.js';

/** Stands for the journal of this machine where others have the label of a server. */
const JOURNAL_SOURCE = 'journal';

/** How a job ended, by whoever knows: its server or the worker that had it. */
export type JobEnd = JobResult['outcome'] | WorkOutcomeName;

/** What is known of a job that has ended, but for its result. What nobody told is null. */
export interface OutcomeRow {
  readonly handle: string;
  readonly functionName: string;
  readonly unique: string | null;
  /** The server that the job was on. */
  readonly server: string;
  /** Who knows it: the label of a server, or `journal`. */
  readonly source: string;
  readonly outcome: JobEnd;
  /** How the worker's command ended. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly message: string | null;
  readonly attempts: number;
  /** The client ID of the worker that had it last. */
  readonly worker: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date;
  /** From the start to the end. */
  readonly durationMs: number | null;
  /** The length of the whole result. */
  readonly bytes: number;
  /** Whether less than the whole result is kept. */
  readonly truncated: boolean;
}

/** A job that has ended, and what it came to. */
export interface JobOutcome extends OutcomeRow {
  /** The result or what an exception says, or its first bytes. */
  readonly result: Uint8Array;
}

/** Gives what the journal says of a job. */
export function rowOfWork(kept: WorkSummary): OutcomeRow {
  const { handle, functionName, server, outcome, exitCode, signal, attempts, truncated } = kept;
  return {
    ...{ handle, functionName, server, source: JOURNAL_SOURCE, outcome, exitCode, signal, attempts, truncated },
    unique: kept.unique || null,
    message: kept.message || null,
    worker: kept.workerId || null,
    startedAt: new Date(kept.startedAtMs),
    finishedAt: new Date(kept.endedAtMs),
    durationMs: Math.max(0, kept.endedAtMs - kept.startedAtMs),
    bytes: kept.bytesOut,
  };
}

/** Gives what the journal says of a job, with its result. */
export function outcomeOfWork(kept: KeptWorkOutcome): JobOutcome {
  return { ...rowOfWork(kept), result: kept.result };
}

/** Gives what a server says of a job. How a command ended it is not told. */
export function outcomeOfServer(server: string, answer: JobResult): JobOutcome {
  const { handle, functionName, outcome, attempts, startedAtEpochMs, finishedAtEpochMs, bytes, truncated } = answer;
  return {
    ...{ handle, functionName, server, source: server, outcome, attempts, bytes, truncated },
    ...{ exitCode: null, signal: null, message: null },
    unique: answer.unique ?? null,
    worker: answer.worker?.id ?? null,
    startedAt: startedAtEpochMs === undefined ? null : new Date(startedAtEpochMs),
    finishedAt: new Date(finishedAtEpochMs),
    durationMs: startedAtEpochMs === undefined ? null : Math.max(0, finishedAtEpochMs - startedAtEpochMs),
    result: answer.data,
  };
}
