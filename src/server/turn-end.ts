import type { Flushable } from '../net/output-buffer.js';

/**
 * What is done at the end of a turn of Node's event loop, when all that had arrived is read: first what everything else
 * waits for, then all that was sent in the turn is written.
 */
export class TurnEnd {
  readonly #first: () => void;
  #waiting: Flushable[] = [];
  #expected = false;

  /** `first` is called at the end of each turn that is expected to end. */
  constructor(first: () => void) {
    this.#first = first;
  }

  /** Flushes something at the end of this turn. */
  flush(waiting: Flushable): void {
    this.#waiting.push(waiting);
    this.expect();
  }

  /** Makes sure that the end of this turn is noticed. */
  expect(): void {
    if (this.#expected) return;
    this.#expected = true;
    setImmediate(() => this.#come());
  }

  #come(): void {
    this.#expected = false;
    this.#first();
    const all = this.#waiting;
    this.#waiting = [];
    for (const waiting of all) waiting.flush();
  }
}
