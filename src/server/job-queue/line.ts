import { NumberQueue } from './number-queue.js';

/** With more numbers of forgotten jobs than this, and than it has jobs, a line is rid of them. */
const MAX_FORGOTTEN = 64;

/**
 * The jobs of one function and priority that may be worked now, by their numbers, in the order in which they will be.
 * The number of a job that is forgotten meanwhile stays until its turn comes, or until there are too many of them.
 */
export class Line {
  #numbers = new NumberQueue();
  #length = 0;
  #forgotten = 0;

  /** How many jobs stand in it. */
  get length(): number {
    return this.#length;
  }

  /** The number in front, be it of a job that is forgotten; 0 when there is none. */
  get first(): number {
    return this.#numbers.first;
  }

  /** The numbers from front to back, those of forgotten jobs among them. */
  get numbers(): Iterable<number> {
    return this.#numbers;
  }

  /** Adds a job at the back. */
  append(number: number): void {
    this.#numbers.push(number);
    this.#length += 1;
  }

  /** Takes out the job in front. */
  shift(): void {
    this.#numbers.shift();
    this.#length -= 1;
  }

  /** Takes out the number in front, of a job that is forgotten. */
  skip(): void {
    this.#numbers.shift();
    this.#forgotten -= 1;
  }

  /** Notes that a job in it is forgotten; `isKnown` tells of a number whether its job is not. */
  forget(isKnown: (number: number) => boolean): void {
    this.#length -= 1;
    this.#forgotten += 1;
    if (this.#forgotten <= MAX_FORGOTTEN || this.#forgotten <= this.#length) return;
    const numbers = this.#numbers;
    this.#numbers = new NumberQueue();
    this.#forgotten = 0;
    for (; numbers.first !== 0; numbers.shift()) if (isKnown(numbers.first)) this.#numbers.push(numbers.first);
  }
}
