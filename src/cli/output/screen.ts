/** The part of a terminal that a screen needs. Its size is 0 where nobody has told it to the terminal. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): boolean;
}

const NO_WRAP = '\x1b[?7l';
const WRAP = '\x1b[?7h';
const ERASE_LINE = '\x1b[K';
const ERASE_BELOW = '\x1b[J';
const HOME_AND_ERASE_ALL = '\x1b[H\x1b[2J';

/**
 * Redraws a block of lines in place, below whatever stands on the terminal already, so that the last one stays when it
 * ends. A frame is one line shorter than the terminal at most: a longer one would scroll, and could not be redrawn.
 */
export class Screen {
  readonly #terminal: Terminal;
  #drawn = { lines: 0, size: '' };

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** How many lines a frame may have. */
  get height(): number {
    return Math.max(1, (this.#terminal.rows || 24) - 1);
  }

  /** Draws `frame` over the one before; what is too wide or too high for the terminal is cut off. */
  draw(frame: string): void {
    const lines = frame.replace(/\n$/, '').split('\n').slice(0, this.height);
    const size = `${this.#terminal.columns}×${this.#terminal.rows}`;
    const text = lines.map((line) => `${ERASE_LINE}${line}\n`).join('');
    this.#terminal.write(`${this.#start(size)}${NO_WRAP}${text}${WRAP}${ERASE_BELOW}`);
    this.#drawn = { lines: lines.length, size };
  }

  /** Goes to where the last frame began. In a terminal of another size nobody knows where that is. */
  #start(size: string): string {
    if (this.#drawn.lines === 0) return '\r';
    return this.#drawn.size === size ? `\r\x1b[${this.#drawn.lines}A` : HOME_AND_ERASE_ALL;
  }
}
