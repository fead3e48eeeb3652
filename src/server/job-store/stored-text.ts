import { bytesOf, decodeText, encodeText, readByteString } from '../../protocol/byte-string.js';
import type { SqlValue } from '../../sqlite/database.js';

/**
 * Gives what a byte string is kept as: a text where it is valid UTF-8, for people to read, else a BLOB. A NUL would end
 * the text, so with one it is a BLOB as well.
 */
export function storedText(byteString: string): string | Uint8Array {
  const text = decodeText(byteString);
  return encodeText(text) === byteString && !text.includes('\0') ? text : bytesOf(byteString);
}

/** Gives the byte string of what is kept, whatever its type; NULL is as good as empty. */
export function byteStringOf(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? readByteString(value) : encodeText(String(value ?? ''));
}
