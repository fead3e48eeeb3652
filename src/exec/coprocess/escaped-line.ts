const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const LETTER_N = 0x6e;

/** Makes one line of bytes: a newline becomes \n, a backslash \\. Gives the same bytes where there is neither. */
export function escapeLine(bytes: Uint8Array): Uint8Array {
  let escapes = 0;
  for (const byte of bytes) if (byte === NEWLINE || byte === BACKSLASH) escapes++;
  if (escapes === 0) return bytes;
  const line = Buffer.allocUnsafe(bytes.length + escapes);
  let at = 0;
  for (const byte of bytes) {
    const isEscaped = byte === NEWLINE || byte === BACKSLASH;
    if (isEscaped) line[at++] = BACKSLASH;
    line[at++] = byte === NEWLINE ? LETTER_N : byte;
  }
  return line;
}

/** The other way round. A backslash before anything else stands for itself. */
export function unescapeLine(line: Uint8Array): Uint8Array {
  if (!line.includes(BACKSLASH)) return line;
  const bytes = Buffer.allocUnsafe(line.length);
  let length = 0;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] as number;
    const next = byte === BACKSLASH ? line[at + 1] : undefined;
    const isEscape = next === LETTER_N || next === BACKSLASH;
    bytes[length++] = next === LETTER_N ? NEWLINE : byte;
    if (isEscape) at++;
  }
  return bytes.subarray(0, length);
}
