import { ConfigError } from '../errors.js';

/** Words are separated by blanks; one with a blank in it stands in quotes; from a word that begins with # on it is a comment. */
const WORD = /\s*(?:#.*|"([^"]*)"(?=\s|$)|([^\s"#][^\s"]*)(?=\s|$))/y;

/** Makes the error of a line: what is wrong with it, and what to write. */
export type Complaint = (message: string, hint: string) => ConfigError;

/** A line of a configuration file that says something. */
export interface ConfigLine {
  /** One at least. */
  readonly words: readonly string[];
  readonly wrong: Complaint;
}

/**
 * Reads the lines of a configuration file as words, comments and empty lines left out. Throws ConfigError for a line that
 * cannot be, with `path` and its number; `form` says what a line looks like.
 */
export function configLines(text: string, path: string, form: string): ConfigLine[] {
  return text.split('\n').flatMap((line, index) => {
    const wrong: Complaint = (message, hint) => new ConfigError(`${path}:${index + 1}: ${message}`, { hint });
    const words = wordsOf(line.trimEnd(), form, wrong);
    return words.length === 0 ? [] : [{ words, wrong }];
  });
}

function wordsOf(line: string, form: string, wrong: Complaint): string[] {
  const words: string[] = [];
  for (let at = 0; at < line.length; at = WORD.lastIndex) {
    WORD.lastIndex = at;
    const match = WORD.exec(line);
    if (match === null) throw wrong('a quote is out of place', 'put a name with blanks in "double quotes"');
    const word = match[1] ?? match[2];
    if (word === '') throw wrong('a word is empty', form);
    if (word !== undefined) words.push(word);
  }
  return words;
}
