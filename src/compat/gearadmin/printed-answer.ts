import type { TextAnswer } from '../../admin/text-answer.js';

/** What an answer becomes: bytes for stdout, or for stderr when the server said no. */
export interface PrintedAnswer {
  readonly pieces: readonly Uint8Array[];
  readonly isRefusal: boolean;
  /** False for a refusal that scripts have always been let pass with: the job is not there, the name is none. */
  readonly isFailure: boolean;
}

/** Takes the server's yes or no off an answer of one line; a list, and what begins otherwise, stays as it is. */
export function printedAnswer(answer: TextAnswer): PrintedAnswer {
  if (!answer.isLine) return accepted(answer.pieces);
  const line = Buffer.concat(answer.pieces);
  const start = line.toString('latin1', 0, 64);
  if (start.startsWith('OK\r')) return accepted([Buffer.from('OK\n')]);
  if (start.startsWith('OK ')) return accepted([line.subarray('OK '.length)]);
  if (!start.startsWith('ERR ')) return accepted([line]);
  return {
    pieces: [Buffer.from('Error: '), line.subarray('ERR '.length)],
    isRefusal: true,
    isFailure: !/^ERR (?:UNKNOWN_JOB|INVALID_ARGUMENTS)\b/.test(start),
  };
}

function accepted(pieces: readonly Uint8Array[]): PrintedAnswer {
  return { pieces, isRefusal: false, isFailure: false };
}
