import { InputDataError } from '../../../errors.js';

/** Within double quotes a backslash is one unless it stands before one of these, as in a shell. */
const ESCAPED_IN_QUOTES = /\\([$`"\\])|\\\n/g;

/** A blank, or a piece of a word: in single quotes, in double quotes, behind a backslash, bare. */
const PIECE = /([ \t\r\n]+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^ \t\r\n'"\\]+)/y;

/**
 * Splits a text into words as a shell does, with quotes and backslashes, and expands nothing: `$`, `*`, `~` and `#` are
 * letters like any other. Throws InputDataError for a quote that is not closed and for a backslash at the end.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const match = PIECE.exec(text);
    if (match === null) throw unbalanced(text.charAt(at));
    const [, blank, single, double, escaped, bare] = match;
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (escaped !== '\n') {
      word = (word ?? '') + (single ?? double?.replace(ESCAPED_IN_QUOTES, '$1') ?? escaped ?? bare ?? '');
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

function unbalanced(sign: string): InputDataError {
  if (sign === '\\') return new InputDataError('the words of the workload end in a backslash');
  return new InputDataError(`the words of the workload have a ${sign} that is not closed`);
}
