import { ConfigError, GearctlError } from '../../../errors.js';
import { type Place, placeText } from './located.js';

/** Takes note of what is wrong at a place, and what to do about it. */
export type Complain = (place: Place, message: string, advice?: string) => void;

interface Complaint {
  readonly place: Place;
  readonly text: string;
}

/** All that is wrong with a set of files: whoever mends one mistake wants to hear of the others too. */
export class Complaints {
  readonly #all: Complaint[] = [];

  readonly add: Complain = (place, message, advice) => {
    const text = `${placeText(place)}: ${message}${advice === undefined ? '' : ` (${advice})`}`;
    this.#all.push({ place, text });
  };

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  /** Throws ConfigError if there is anything to complain about, with all of it in its message, a line each. */
  check(): void {
    const sorted = this.#all.toSorted((a, b) => order(a.place, b.place));
    // A mistake in the defaults is one of every function.
    const lines = [...new Set(sorted.map(({ text }) => text))];
    if (lines.length === 0) return;
    const [first = ''] = lines;
    throw new ConfigError(lines.length === 1 ? first : `${lines.length} mistakes in the settings\n${lines.join('\n')}`);
  }
}

/** Gives what `read` gives. What it throws becomes a complaint about `place`; then there is nothing. */
export function orComplain<T>(place: Place, complain: Complain, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof GearctlError)) throw error;
    complain(place, error.message, error.hint);
    return undefined;
  }
}

/** Gives what `reading` resolves with. What it rejects with becomes a complaint about `place`; then there is nothing. */
export async function orComplainLater<T>(
  place: Place,
  complain: Complain,
  reading: Promise<T>,
): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    return orComplain(place, complain, () => {
      throw error;
    });
  }
}

function order(a: Place, b: Place): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
