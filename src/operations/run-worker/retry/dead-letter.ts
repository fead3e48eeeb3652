import type { Job } from '../../../worker/index.js';
import type { FailedAttempt } from './failed-attempt.js';

/** Workloads of more bytes are written as Base64 whatever they are, piece by piece: no string could hold them. */
const LARGE_BYTES = 64 * 1024 * 1024;

/** So many bytes become whole groups of Base64. */
const PIECE_BYTES = 3 * 1024 * 1024;

/**
 * Makes the workload of the job that stands for one which has failed for good (`gearctl/dead-letter/1`): who it was, why
 * it failed, how each attempt ended, and what it was to work on. `bytesJson` gives the field that holds the workload.
 */
export function deadLetter(
  { functionName, handle, unique, reducer, server, workload }: Job,
  reason: string,
  failures: readonly FailedAttempt[],
  worker: string,
  bytesJson: (bytes: Uint8Array) => object,
): Uint8Array {
  const account = {
    schema: 'gearctl/dead-letter/1',
    ...{ function: functionName, handle, unique, reducer, server, worker, reason },
    attempts: failures.map(attemptFields),
    bytes: workload.length,
  };
  if (workload.length <= LARGE_BYTES) return Buffer.from(JSON.stringify({ ...account, ...bytesJson(workload) }));
  const open = JSON.stringify(account).slice(0, -1);
  return Buffer.concat([Buffer.from(`${open},"data_base64":"`), ...base64Pieces(workload), Buffer.from('"}')]);
}

function attemptFields({ attempt, startedAtMs, endedAtMs, exitCode, signal, message }: FailedAttempt): object {
  return {
    attempt,
    started: new Date(startedAtMs).toISOString(),
    ended: new Date(endedAtMs).toISOString(),
    exit_code: exitCode,
    signal,
    message,
  };
}

function* base64Pieces(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    yield Buffer.from(Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('base64'), 'latin1');
  }
}
