/**
 * Byte strings: strings with one character per byte (0 to 255, what is called latin1). Names, unique IDs and handles
 * travel as byte strings inside the code, so that bytes which are no valid UTF-8 survive; people see them as UTF-8.
 */

const utf8Encoder = new TextEncoder();
/** Made when it is first needed, which takes a while: most runs of a command have nothing but ASCII. */
let utf8Decoder: InstanceType<typeof TextDecoder> | undefined;

/** `String.fromCharCode` takes its bytes as arguments, of which an engine accepts a limited number. */
const MAX_ARGUMENTS = 4096;

/** Up to this length the bytes are named one by one, which spares a view on them. */
const SHORT_BYTES = 64;

/** Reads `bytes[start, end)` as a byte string. */
export function readByteString(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start <= SHORT_BYTES) return readShort(bytes, start, end);
  let text = '';
  for (let at = start; at < end; at += MAX_ARGUMENTS) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + MAX_ARGUMENTS, end)));
  }
  return text;
}

/** Eight at a time: most of the cost is the strings in between. */
function readShort(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  for (; at + 8 <= end; at += 8) {
    text += String.fromCharCode(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
      bytes[at + 4] as number,
      bytes[at + 5] as number,
      bytes[at + 6] as number,
      bytes[at + 7] as number,
    );
  }
  for (; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** Writes a byte string into `target` at `at` and returns the offset behind it. */
export function writeByteString(text: string, target: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Gives the bytes of a byte string. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  writeByteString(text, bytes, 0);
  return bytes;
}

/** Turns text into the byte string of its UTF-8 form. */
export function encodeText(text: string): string {
  return isAscii(text) ? text : readByteString(utf8Encoder.encode(text));
}

/** Turns a byte string into text: as UTF-8 where it is valid, else each byte as the character of its number. */
export function decodeText(byteString: string): string {
  if (isAscii(byteString)) return byteString;
  try {
    return utf8().decode(bytesOf(byteString));
  } catch {
    return byteString;
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function utf8(): InstanceType<typeof TextDecoder> {
  utf8Decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return utf8Decoder;
}
