import { decodeText, readByteString } from '../../src/protocol/index.js';

/** Gives what a promise rejects with; undefined for one that resolves. */
export function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Gives bytes as text. */
export function text(bytes: Uint8Array): string {
  return decodeText(readByteString(bytes));
}

/** Lets everything happen that can happen by now. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}
