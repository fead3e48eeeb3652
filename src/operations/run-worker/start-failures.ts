/** After how many failures in a row a worker gives up. */
const MOST_IN_A_ROW = 5;

/** How often in a row the command of each slot could not be started, and how long the slot is to wait before the next job. */
export class StartFailures {
  readonly #firstDelayMs: number;
  readonly #inARow = new Map<number, number>();

  constructor(firstDelayMs: number) {
    this.#firstDelayMs = firstDelayMs;
  }

  /** Counts a failure. Gives the wait, in ms, which doubles each time; undefined when it is time to give up. */
  failed(slot: number): number | undefined {
    const count = (this.#inARow.get(slot) ?? 0) + 1;
    this.#inARow.set(slot, count);
    return count < MOST_IN_A_ROW ? this.#firstDelayMs * 2 ** (count - 1) : undefined;
  }

  /** Notes that a command did start. */
  started(slot: number): void {
    this.#inARow.delete(slot);
  }
}
