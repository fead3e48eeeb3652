const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;

/** Where the inside of a string is in the bytes of a JSON object. */
export interface StringPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the string that is a member of a JSON object, without reading it: it may be large. Undefined where there is none,
 * and for objects that have more than strings, numbers and words in them: those are to be read by `JSON.parse`, as is
 * what is no JSON at all.
 */
export function findStringMember(json: Buffer, name: string): StringPlace | undefined {
  let at = skipSpace(json, 0);
  if (json[at] !== OPEN) return undefined;
  do {
    const key = stringAt(json, skipSpace(json, at + 1));
    if (key === undefined) return undefined;
    at = skipSpace(json, key.end + 1);
    if (json[at] !== COLON) return undefined;
    at = skipSpace(json, at + 1);
    const value = stringAt(json, at);
    if (value !== undefined && json.toString('latin1', key.start, key.end) === name) return value;
    at = skipSpace(json, value === undefined ? endOfWord(json, at) : value.end + 1);
  } while (json[at] === COMMA);
  return undefined;
}

function stringAt(json: Buffer, at: number): StringPlace | undefined {
  if (json[at] !== QUOTE) return undefined;
  let end = at;
  do {
    end = json.indexOf(QUOTE, end + 1);
    if (end === -1) return undefined;
  } while (isEscaped(json, end));
  return { start: at + 1, end };
}

/** A quote behind an odd number of backslashes is a part of the string. */
function isEscaped(json: Buffer, quote: number): boolean {
  let first = quote;
  while (json[first - 1] === BACKSLASH) first--;
  return (quote - first) % 2 === 1;
}

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x09 || json[at] === 0x0d || json[at] === 0x0a) at++;
  return at;
}

/** Behind a number, or true, false or null; where it stands for anything else, which then is no comma. */
function endOfWord(json: Buffer, from: number): number {
  let at = from;
  while (isWordByte(json[at] ?? 0)) at++;
  return at;
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x45
  );
}
