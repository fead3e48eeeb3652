import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type CommentStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

const ERASE = '\r\x1b[K';

/** What a terminal would act on instead of showing it, line ends and tabs excepted. */
const ACTED_ON = /[^\P{Cc}\t\n]/gu;

const decoder = new TextDecoder();

/**
 * All that goes to stderr: messages, and on a terminal one line of progress below them. What comes from others cannot
 * steer the terminal; where there is none, it is passed on as it is.
 */
export class Commentary {
  readonly #stream: CommentStream;
  #drawn = false;

  constructor(stream: CommentStream) {
    this.#stream = stream;
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** How many characters a line may have; some terminals say 0 and mean that they do not know. */
  get width(): number {
    return this.#stream.columns || 80;
  }

  /** Writes a message of our own, which ends in a line end. */
  say(message: string): void {
    this.erase();
    this.#stream.write(message);
  }

  /** Passes on bytes of a worker. */
  pass(bytes: Uint8Array): void {
    this.erase();
    this.#stream.write(this.isTerminal ? decoder.decode(bytes).replace(ACTED_ON, '') : bytes);
  }

  /** Shows the progress: over the line before on a terminal, else as a line of its own. */
  show(line: string): void {
    this.#stream.write(this.isTerminal ? `${ERASE}${line}` : `${line}\n`);
    this.#drawn = this.isTerminal;
  }

  /** Takes the line of progress away. */
  erase(): void {
    if (!this.#drawn) return;
    this.#drawn = false;
    this.#stream.write(ERASE);
  }
}
