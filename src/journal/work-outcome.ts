import type { OutcomeQuery } from './journal.js';
import type { OutcomeFacts, OutcomeName } from './outcome.js';

/** How a job ended for the worker that had it. `lost`: with the connection to its server, which may still have it. */
export type WorkOutcomeName = Exclude<OutcomeName, 'cancelled' | 'abandoned'>;

/** What a worker knows of a job that has ended there, but for the bytes it came to. Texts are UTF-8 when they are kept. */
export interface WorkFacts extends Pick<OutcomeFacts, 'handle' | 'functionName' | 'unique' | 'attempts' | 'endedAtMs'> {
  /** The label of the server that the job came from. */
  readonly server: string;
  readonly outcome: WorkOutcomeName;
  /** How the command ended: one of the two, or none where there was no command. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why the job is not complete, for people; empty where it is. */
  readonly message: string;
  /** When the job's command was started, in milliseconds since 1970. When it was submitted no worker is told. */
  readonly startedAtMs: number;
  /** The length of the workload. */
  readonly bytesIn: number;
  /** The length of the whole result, or of what an exception says. */
  readonly bytesOut: number;
  readonly workerId: string;
  readonly pid: number;
  /** Which of the worker's slots, from 1. */
  readonly slot: number;
}

/** A job that has ended, as a worker tells it to the journal. */
export interface WorkOutcome extends WorkFacts {
  /** The result or its first bytes: more than the journal's `maxResultBytes` need not be held for it. */
  readonly result: Uint8Array;
}

/** An outcome of a worker in a list: without its result. */
export interface WorkSummary extends WorkFacts {
  /** Whether less than the whole result is kept. */
  readonly truncated: boolean;
}

/** An outcome of a worker as it is kept. */
export interface KeptWorkOutcome extends WorkSummary {
  /** The result, or its first bytes. */
  readonly result: Uint8Array;
}

/** Which outcomes of workers are asked for: those that fit all that is given. */
export interface WorkQuery extends Omit<OutcomeQuery, 'outcome'> {
  readonly outcome?: WorkOutcomeName;
}
