const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const HEX = Buffer.from('0123456789abcdef');

/** The letters that stand for characters which may not be in a string as they are; others are \u00XX. */
const LETTERS = new Map(['b\b', 't\t', 'n\n', 'f\f', 'r\r'].map((pair) => [pair.charCodeAt(1), pair.charCodeAt(0)]));

/** Writes UTF-8 as the inside of a JSON string. Gives the same bytes, not a copy, where none needs an escape. */
export function escapeText(utf8: Uint8Array): Uint8Array {
  const length = escapedLength(utf8);
  if (length === utf8.length) return utf8;
  const escaped = Buffer.allocUnsafe(length);
  let at = 0;
  for (const byte of utf8) {
    if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) escaped[at++] = byte;
    else at = addEscape(byte, escaped, at);
  }
  return escaped;
}

function escapedLength(utf8: Uint8Array): number {
  let length = utf8.length;
  for (let i = 0; i < utf8.length; i++) {
    const byte = utf8[i] as number;
    if (byte < SPACE) length += LETTERS.has(byte) ? 1 : 5;
    else if (byte === QUOTE || byte === BACKSLASH) length += 1;
  }
  return length;
}

function addEscape(byte: number, target: Buffer, at: number): number {
  target[at] = BACKSLASH;
  const letter = byte < SPACE ? LETTERS.get(byte) : byte;
  if (letter !== undefined) {
    target[at + 1] = letter;
    return at + 2;
  }
  target.write('u00', at + 1, 'latin1');
  target[at + 4] = HEX[byte >> 4] as number;
  target[at + 5] = HEX[byte & 15] as number;
  return at + 6;
}
