const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 60_000;

/** Slows a worker down whose jobs all fail, as on a machine with a full disk: it should not eat up the queue. */
export class ErrorBackoff {
  readonly #tolerated: number;
  #inARow = 0;

  /** From so many failures in a row on there are rests; 0 is never. */
  constructor(tolerated: number) {
    this.#tolerated = tolerated;
  }

  /** Notes a success. */
  succeeded(): void {
    this.#inARow = 0;
  }

  /** Notes a failure. Gives how long nothing is to be taken after it, in ms: 1 s, 2 s, 4 s and so on up to 60 s. */
  failed(): number {
    this.#inARow += 1;
    const excess = this.#inARow - this.#tolerated;
    if (this.#tolerated === 0 || excess < 0) return 0;
    return Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(excess, 30));
  }
}
