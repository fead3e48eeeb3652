import { constants, createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { InputFileError } from '../../errors.js';
import { GatheredBytes } from './gathered-bytes.js';

/** A place that workloads are read from, by its name: `-` is stdin. */
export interface ByteInput {
  readonly name: string;
  open(): Readable;
}

/** Gives the inputs behind names. Throws InputFileError for a file that may not be read. */
export async function inputsOf(names: readonly string[], stdin: Readable): Promise<ByteInput[]> {
  const files = names.filter((name) => name !== '-');
  await Promise.all(
    files.map((name) =>
      access(name, constants.R_OK).catch((error: unknown) => Promise.reject(unreadable(name, error))),
    ),
  );
  return names.map((name) => ({ name, open: () => (name === '-' ? stdin : createReadStream(name)) }));
}

/** Reads an input chunk by chunk, until its end or until `signal` aborts. Throws InputFileError. */
export async function* chunksOf(input: ByteInput, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  if (signal.aborted) return;
  const stream = input.open();
  const stop = () => stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    if (!signal.aborted) throw unreadable(input.name, error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Reads an input whole; nothing if `signal` aborts before its end. Throws InputFileError. */
export async function wholeOf(input: ByteInput, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const bytes = new GatheredBytes();
  for await (const chunk of chunksOf(input, signal)) bytes.add(chunk);
  return signal.aborted ? undefined : bytes.take();
}

function unreadable(name: string, cause: unknown): InputFileError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = { ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a folder' }[code ?? ''];
  return new InputFileError(`cannot read ${name === '-' ? 'stdin' : name}: ${why ?? message}`, { cause });
}
