import type { Commentary } from './commentary.js';
import { type ProgressState, progressLine } from './progress-line.js';

/** How progress is shown: `auto` is a bar on a terminal and nothing elsewhere. */
export const PROGRESS_MODES = ['auto', 'bar', 'eta', 'none'] as const;
export type ProgressMode = (typeof PROGRESS_MODES)[number];

/** A job that ends sooner needs no progress. */
const FIRST_AFTER_MS = 500;

const REDRAW_MS = 100;

/** Where lines cannot be redrawn, one comes as seldom as this. */
const LINE_MS = 10_000;

/** Shows the state of the jobs on stderr every now and then. */
export class Progress {
  readonly #commentary: Commentary;
  readonly #state: () => ProgressState;
  readonly #mode: ProgressMode;
  readonly #isUnicode: boolean;
  #timer: NodeJS.Timeout | undefined;

  constructor(commentary: Commentary, state: () => ProgressState, mode: ProgressMode, isUnicode: boolean) {
    this.#commentary = commentary;
    this.#state = state;
    this.#mode = mode;
    this.#isUnicode = isUnicode;
  }

  start(): void {
    const { isTerminal } = this.#commentary;
    if (this.#mode === 'none' || (this.#mode === 'auto' && !isTerminal)) return;
    this.#timer = setInterval(() => this.#draw(), isTerminal ? REDRAW_MS : LINE_MS);
    this.#timer.unref();
  }

  /** Takes the line away and shows no more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#commentary.erase();
  }

  #draw(): void {
    const state = this.#state();
    if (state.elapsedMs < FIRST_AFTER_MS) return;
    const { width } = this.#commentary;
    this.#commentary.show(progressLine(state, { bar: this.#mode !== 'eta', isUnicode: this.#isUnicode, width }));
  }
}
