import type { Job } from '../../worker/index.js';
import { PIECE_BYTES } from './result-output.js';

const NEWLINE = 0x0a;

/**
 * Tells the server that a job failed. What is left of its result goes first, as WORK_DATA; then `text` as WORK_WARNING and
 * WORK_FAIL, or as the WORK_EXCEPTION.
 */
export async function reportFailure(
  job: Job,
  rest: Uint8Array,
  text: Uint8Array,
  as: 'fail' | 'exception',
): Promise<void> {
  for (let at = 0; at < rest.length; at += PIECE_BYTES) {
    job.sendData(rest.subarray(at, at + PIECE_BYTES));
    await job.flushed();
  }
  if (as === 'exception') {
    job.exception(text);
    return;
  }
  job.sendWarning(text);
  job.fail();
}

/** Says to a client why its job failed: the end of the command's stderr, then a line with the reason. */
export function failureText(stderrTail: Uint8Array, reason: string): Uint8Array {
  const newline = stderrTail.length > 0 && stderrTail.at(-1) !== NEWLINE ? '\n' : '';
  return Buffer.concat([stderrTail, Buffer.from(`${newline}${reason}\n`)]);
}

/** Says in one line why a job failed: the reason, and the last thing that the command had to say. */
export function failureLine(stderrTail: Uint8Array, reason: string): string {
  const lines = new TextDecoder().decode(stderrTail).trimEnd().split('\n');
  return [reason, lines.at(-1)?.trim()].filter(Boolean).join('   ');
}

/** Says why nobody wants the result of a job any more; undefined while somebody does. */
export function lossText(job: Job): string | undefined {
  // A signal that nobody has asked for yet is made then, and most jobs are not lost.
  if (job.outcome !== 'lost' && job.outcome !== 'given-back') return undefined;
  const { reason } = job.signal;
  return reason instanceof Error ? reason.message : undefined;
}
