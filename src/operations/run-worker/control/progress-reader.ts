import type { ProgressWord } from './control-word.js';
import { percentWord, shareWord } from './progress-text.js';

/** The longest line that is looked at; of a longer one it is the end that counts. */
const MAX_LINE_LENGTH = 4096;

/** Finds progress in what a command writes for people: in each line, ended by a newline or a carriage return. */
export class ProgressReader {
  readonly #pattern: RegExp;
  readonly #decoder = new TextDecoder();
  #begun = '';

  /** The first group of the pattern is percent; with two groups they are the part and the whole. */
  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  /** Takes a chunk, which is not kept. Gives the last progress that it completes. */
  take(chunk: Uint8Array): ProgressWord | undefined {
    const lines = (this.#begun + this.#decoder.decode(chunk, { stream: true })).split(/[\r\n]/);
    this.#begun = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH);
    for (const line of lines.reverse()) {
      const word = this.#find(line.slice(-MAX_LINE_LENGTH));
      if (word !== undefined) return word;
    }
    return undefined;
  }

  /** Takes the end: gives the progress in a last line that has none. */
  end(): ProgressWord | undefined {
    const line = this.#begun + this.#decoder.decode();
    this.#begun = '';
    return this.#find(line);
  }

  #find(line: string): ProgressWord | undefined {
    const [, first, second] = this.#pattern.exec(line) ?? [];
    if (first === undefined) return undefined;
    return second === undefined ? percentWord(first) : shareWord(Number(first), Number(second));
  }
}
