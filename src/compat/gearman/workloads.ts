import type { Readable } from 'node:stream';
import { bytesOf } from '../byte-words.js';
import type { Options } from './options.js';

/**
 * Gives the workloads of the jobs, in batches of those that are there at once: the words of the command line; or an empty
 * one; or what is on stdin. Ends early when `stop` aborts. Throws InputFileError.
 */
export async function* workloadsOf(
  options: Options,
  stdin: () => Readable,
  stop: AbortSignal | undefined,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  if (options.words.length > 0) {
    yield options.words.map(bytesOf);
  } else if (options.isEmpty) {
    yield [new Uint8Array(0)];
  } else {
    const { stdinWorkloads } = await import('./stdin-workloads.js');
    yield* stdinWorkloads(options, stdin, stop ?? new AbortController().signal);
  }
}
