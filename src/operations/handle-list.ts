import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { InputFileError } from '../errors.js';
import { systemMessage } from '../system-message.js';

/** Stands for stdin. */
const STDIN = '-';

/** Reads handles, one per line, from a file or from stdin for `-`. Rejects with InputFileError. */
export async function handlesIn(file: string, stdin: Readable): Promise<string[]> {
  const input = file === STDIN ? stdin : createReadStream(file);
  const handles: string[] = [];
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() !== '') handles.push(line.trim());
    }
  } catch (error) {
    throw new InputFileError(`cannot read ${file}: ${systemMessage(error)}`, { cause: error });
  }
  return handles;
}
