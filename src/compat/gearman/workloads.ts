import type { Readable } from 'node:stream';
import { chunksOf, wholeOf } from '../../operations/submit-jobs/input-bytes.js';
import { RecordSplitter } from '../../operations/submit-jobs/record-splitter.js';
import { bytesOf } from '../byte-words.js';
import type { Options } from './options.js';

const NEWLINE = 0x0a;

/**
 * Gives the workloads of the jobs, in batches of those that are there at once: the words of the command line; or an empty
 * one; or the lines of stdin; or all of stdin. Ends early when `stop` aborts. Throws InputFileError.
 */
export async function* workloadsOf(
  options: Options,
  stdin: () => Readable,
  stop: AbortSignal,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  if (options.words.length > 0) {
    yield options.words.map(bytesOf);
    return;
  }
  if (options.isEmpty) {
    yield [new Uint8Array(0)];
    return;
  }
  const input = { name: '-', open: stdin };
  if (!options.byLine) {
    const whole = await wholeOf(input, stop);
    if (whole !== undefined) yield [whole];
    return;
  }
  const lines = new RecordSplitter(NEWLINE, !options.stripsNewline);
  for await (const chunk of chunksOf(input, stop)) yield lines.push(chunk);
  const rest = stop.aborted ? undefined : lines.rest();
  if (rest !== undefined) yield [rest];
}
