const BEGIN_FRAME = '\x1b[?2026h';
const END_FRAME = '\x1b[?2026l';
const PLAIN = '\x1b[0m';

/** Comes before a line, not after: behind one as wide as the terminal it would take the last character. */
const ERASE_LINE = '\x1b[2K';
const ERASE_BELOW = '\x1b[J';

/** Lays lines out, one below the other, and gives them as they are to be written. */
export type LayOut = (lines: readonly string[]) => readonly string[];

/** Writes frames to a terminal: of each only the lines that differ from the one before, all at once. */
export class FrameWriter {
  readonly #write: (text: string) => void;
  #lines: readonly string[] | undefined;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Draws a frame from the top of the screen; the lines that differ are laid out before they are written. */
  draw(lines: readonly string[], layOut: LayOut = (changed) => changed): void {
    const before = this.#lines;
    this.#lines = lines;
    const rows = [...lines.keys()].filter((at) => lines[at] !== before?.[at]);
    const laidOut = rows.length === 0 ? [] : layOut(rows.map((at) => lines[at] ?? ''));
    const changed = rows.map((at, index) => `${rowAt(at)}${ERASE_LINE}${laidOut[index] ?? ''}${PLAIN}`);
    const isShorter = before === undefined || before.length > lines.length;
    if (changed.length === 0 && !isShorter) return;
    const rest = isShorter ? `${rowAt(lines.length)}${ERASE_BELOW}` : '';
    this.#write(`${BEGIN_FRAME}${changed.join('')}${rest}${END_FRAME}`);
  }

  /** Forgets what is on the screen, so that all of the next frame is written. */
  forget(): void {
    this.#lines = undefined;
  }
}

function rowAt(at: number): string {
  return `\x1b[${at + 1};1H`;
}
