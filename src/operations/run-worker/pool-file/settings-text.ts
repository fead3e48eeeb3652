import { createReadStream } from 'node:fs';
import { ConfigError } from '../../../errors.js';
import { systemMessage } from '../../../system-message.js';

/** Far more than any pool needs, and little enough to hold. */
const MAX_FILE_BYTES = 1_048_576;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a file of settings, which may be a pipe. Throws ConfigError for one that cannot be read, is too large or no text. */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  if (bytes.length > MAX_FILE_BYTES) throw new ConfigError(`${path} is larger than ${MAX_FILE_BYTES} bytes`);
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new ConfigError(`${path} is no UTF-8 text`, { cause: error });
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of createReadStream(path, { end: MAX_FILE_BYTES })) chunks.push(chunk);
  } catch (error) {
    throw new ConfigError(`cannot read ${path}: ${systemMessage(error)}`, { cause: error });
  }
  return Buffer.concat(chunks);
}
