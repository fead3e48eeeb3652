import type { DataEvent, StatusEvent, WarningEvent } from '../../client/task-event.js';
import type { GearctlError } from '../../errors.js';
import type { Ending, JobRun } from './job-run.js';
import type { Summary } from './tally.js';

/** What a job reports on its way. */
export type ReportedEvent = DataEvent | WarningEvent | StatusEvent;

/** Tells what becomes of the jobs. A promise that it returns says that no more should come before it resolves. */
export interface JobReport {
  /** True while so many results wait for their turn that no more jobs should be submitted. */
  readonly isFull: boolean;
  /** The job is submitted for the first time. */
  started(run: JobRun): void;
  /** A server has accepted it. */
  created(run: JobRun): void | Promise<void>;
  /** May throw ResultTooLargeError, which ends the job. */
  reported(run: JobRun, event: ReportedEvent): void | Promise<void>;
  ended(run: JobRun, ending: Ending): void | Promise<void>;
  /** All jobs have ended. `stopError` is what stopped them before the end of the input. */
  finish(summary: Summary, stopError: GearctlError | undefined): Promise<void>;
}

/** How errors and bytes are shown, which whoever asks for the jobs decides. */
export interface Presentation {
  exitCodeFor(error: GearctlError): number;
  /** Writes an error for people, with its line end; `about` goes before its message. */
  errorText(error: GearctlError, about?: string): string;
  /** Gives an error as JSON has it. */
  errorJson(error: GearctlError): object;
  /** Gives the field that holds bytes in JSON: `data`, or `data_base64` where they are no text. */
  bytesJson(bytes: Uint8Array): object;
}
