import { UsageError } from '../errors.js';

const NAMED: Readonly<Record<string, number>> = {
  '\\0': 0x00,
  '\\a': 0x07,
  '\\t': 0x09,
  '\\n': 0x0a,
  '\\r': 0x0d,
  '\\\\': 0x5c,
};

/** The bytes that most records are separated by. */
export const NEWLINE = 0x0a;
export const NUL = 0x00;

/** Reads what separates records: one ASCII character, or `\n`, `\t`, `\0`, `\xHH`. Gives the byte. Throws UsageError. */
export function parseSeparator(text: string): number {
  const hex = /^\\x([0-9a-f]{2})$/i.exec(text)?.[1];
  const byte = hex === undefined ? (NAMED[text] ?? asciiByte(text)) : Number.parseInt(hex, 16);
  if (byte === undefined) {
    throw new UsageError(`'${text}' is no separator`, { hint: "give one character, or '\\t', '\\0', '\\x1e'" });
  }
  return byte;
}

function asciiByte(text: string): number | undefined {
  const code = text.charCodeAt(0);
  return text.length === 1 && code < 0x80 ? code : undefined;
}
