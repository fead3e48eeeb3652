/** After so long without a word an idle process is asked for one. */
const QUIET_MS = 30_000;

/** Whether an idle process still answers. Times are of one clock, in ms. */
export class Pulse {
  readonly #answerWithinMs: number;
  #hasSpoken = false;
  #heardMs: number;
  #askedMs: number | undefined;

  constructor(answerWithinMs: number, nowMs: number) {
    this.#answerWithinMs = answerWithinMs;
    this.#heardMs = nowMs;
  }

  /** Notes that the process has said something, whatever it was. */
  heard(): void {
    this.#hasSpoken = true;
  }

  /** Says what is to be done now: the process is to be asked, or it is past asking. One that works may be silent. */
  check(nowMs: number, isIdle: boolean): 'ask' | 'wait' | 'silent' {
    if (this.#hasSpoken) {
      this.#hasSpoken = false;
      this.#heardMs = nowMs;
      this.#askedMs = undefined;
    }
    if (this.#askedMs !== undefined) return nowMs - this.#askedMs > this.#answerWithinMs ? 'silent' : 'wait';
    if (!isIdle || nowMs - this.#heardMs < QUIET_MS) return 'wait';
    this.#askedMs = nowMs;
    return 'ask';
  }
}
