/**
 * What a terminal would act on instead of showing it: control characters (C0, DEL, C1), line and paragraph separators,
 * and the marks that turn the reading direction, which can make a line read as something else.
 */
const ACTED_ON = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * Makes text from elsewhere safe to show on one line: what a terminal would act on becomes a visible escape (`\n`,
 * `\x1b`, `\u202e`). It is for reading; where a name must be exact there is JSON.
 */
export function printable(text: string): string {
  return text.replace(ACTED_ON, (character) => NAMED[character] ?? escaped(character));
}

/** Does the same to text of several lines and leaves their ends and tabs as they are. */
export function printableText(text: string): string {
  return text.replace(ACTED_ON, (character) => (character in NAMED ? character : escaped(character)));
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
