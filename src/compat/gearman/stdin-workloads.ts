import type { Readable } from 'node:stream';
import { chunksOf, wholeOf } from '../../operations/submit-jobs/input-bytes.js';
import { RecordSplitter } from '../../operations/submit-jobs/record-splitter.js';
import type { Options } from './options.js';

const NEWLINE = 0x0a;

/**
 * Gives the lines of stdin, in batches of those that are there at once, or all of it as one. Ends early when `stop`
 * aborts. Throws InputFileError.
 */
export async function* stdinWorkloads(
  { byLine, stripsNewline }: Options,
  stdin: () => Readable,
  stop: AbortSignal,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  const input = { name: '-', open: stdin };
  if (!byLine) {
    const whole = await wholeOf(input, stop);
    if (whole !== undefined) yield [whole];
    return;
  }
  const lines = new RecordSplitter(NEWLINE, !stripsNewline);
  for await (const chunk of chunksOf(input, stop)) yield lines.push(chunk);
  const rest = stop.aborted ? undefined : lines.rest();
  if (rest !== undefined) yield [rest];
}
