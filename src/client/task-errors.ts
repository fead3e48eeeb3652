import {
  AbortedError,
  GearctlError,
  InputDataError,
  JobExceptionError,
  JobFailedError,
  JobLostError,
  ResultTooLargeError,
  TimeoutError,
} from '../errors.js';
import type { Task } from './task.js';

/** An exception's text is quoted in a message up to this many bytes. */
const QUOTED_BYTES = 200;

/** The job has failed. */
export function jobFailed(task: Task): JobFailedError {
  return new JobFailedError(`${jobOf(task)} failed`);
}

/** The job has failed with an exception; its first line is quoted. */
export function jobException(task: Task, exception: Uint8Array): JobExceptionError {
  // Read as a stream, a character that the limit cuts through is left out.
  const text = new TextDecoder().decode(exception.subarray(0, QUOTED_BYTES), { stream: true });
  const [line = ''] = text.trim().split(/[\r\n]/, 1);
  const quoted = line.replace(/\p{Cc}/gu, ' ');
  return new JobExceptionError(`${jobOf(task)} failed with an exception${quoted && `: ${quoted}`}`, exception);
}

/** The connection broke after the server had accepted the job. */
export function jobLost(task: Task, cause: GearctlError): JobLostError {
  return new JobLostError(`${jobOf(task)} was lost: ${cause.message}`, {
    hint: 'the server drops a waiting job whose client is gone; a running one may still end',
    cause,
  });
}

/** The task's time has passed. */
export function timedOut(task: Task, timeoutMs: number): TimeoutError {
  return new TimeoutError(`'${task.functionName}' took longer than ${timeoutMs / 1000} s: ${standing(task)}`);
}

/** The task was given up by its signal. */
export function aborted(task: Task, reason: unknown): AbortedError {
  return new AbortedError(`'${task.functionName}' was given up: ${standing(task)}`, { cause: reason });
}

/** The task's listener threw, or rejected. */
export function listenerFailed(task: Task, cause: unknown): GearctlError {
  if (cause instanceof GearctlError) return cause;
  return new AbortedError(`onEvent of '${task.functionName}' failed: ${standing(task)}`, { cause });
}

/** The function that gives the workload threw, or rejected. */
export function workloadFailed(task: Task, cause: unknown): GearctlError {
  if (cause instanceof GearctlError) return cause;
  return new InputDataError(`the workload of '${task.functionName}' could not be had`, { cause });
}

/** The task's events are more than may be kept. */
export function resultTooLarge(task: Task, maxBytes: number): ResultTooLargeError {
  return new ResultTooLargeError(`the result of ${jobOf(task)} is larger than ${maxBytes} bytes`, {
    hint: 'take it piece by piece with onEvent, or raise maxResultBytes',
  });
}

function jobOf(task: Task): string {
  return `job ${task.handle} of '${task.functionName}'`;
}

function standing(task: Task): string {
  if (task.handle !== undefined) return `${task.server} accepted it as ${task.handle}, and it may still run`;
  if (task.state === 'sent') return `it was sent to ${task.server}, which has not confirmed it`;
  return 'no server has got it';
}
