import type { Writable } from 'node:stream';
import { OutputError } from '../../errors.js';

const ignore = () => undefined;

/** Writes all pieces, and resolves when they have left this process. Rejects with OutputError. */
export function writeBytes(stream: Writable, pieces: readonly Uint8Array[]): Promise<void> {
  // Each write says itself how it went; a stream with no listener at all would end the process.
  if (stream.listenerCount('error', ignore) === 0) stream.on('error', ignore);
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => reject(new OutputError(`cannot write: ${cause.message}`, { cause }));
    const last = pieces.length - 1;
    pieces.forEach((piece, index) => {
      stream.write(piece, (error) => (error ? fail(error) : index === last && resolve()));
    });
  });
}

/**
 * Writes all pieces and tells whether that could be done; why not is said on `stderr`. Rejects with OutputError when
 * nobody reads the stream any more.
 */
export async function print(stream: Writable, pieces: readonly Uint8Array[], stderr: Writable): Promise<boolean> {
  try {
    await writeBytes(stream, pieces);
    return true;
  } catch (error) {
    if (!(error instanceof OutputError) || isBrokenPipe(error)) throw error;
    await writeBytes(stderr, [Buffer.from(`Error: ${error.message}\n`)]);
    return false;
  }
}

/** Tells whether what could not be written could not because nobody reads it any more. */
export function isBrokenPipe(error: unknown): boolean {
  const cause = error instanceof OutputError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'EPIPE';
}
