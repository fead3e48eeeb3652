import { setTimeout } from 'node:timers/promises';

/** Operations that may begin. Their latency counts from `startMs`. */
export interface Turn {
  readonly operations: number;
  readonly startMs: number;
}

/** How many operations there are, and how fast they follow each other. */
export interface Pacing {
  readonly count: number;
  /** The ms from one to the next; undefined for as fast as they go. */
  readonly intervalMs: number | undefined;
}

/**
 * Says when operations begin. With a pace each has a moment at which it is due, and starts to count then even if nobody
 * is free to begin it: a server that is too slow for the pace cannot hide it. What is late is made up for.
 */
export class Turns {
  readonly #pacing: Pacing;
  readonly #ended: AbortSignal;
  readonly #now: () => number;
  #firstDueMs: number | undefined;
  #given = 0;

  /** There are no more turns when `ended` is aborted. `now` gives the time in ms. */
  constructor(pacing: Pacing, ended: AbortSignal, now: () => number) {
    this.#pacing = pacing;
    this.#ended = ended;
    this.#now = now;
  }

  /** Resolves when it is time for an operation, or for several where there is no pace; undefined when there are no more. */
  async take(most = 1): Promise<Turn | undefined> {
    const { count, intervalMs } = this.#pacing;
    const operations = Math.min(intervalMs === undefined ? most : 1, count - this.#given);
    if (operations <= 0 || this.#ended.aborted) return undefined;
    const number = this.#given;
    this.#given += operations;
    const now = this.#now();
    if (intervalMs === undefined) return { operations, startMs: now };
    this.#firstDueMs ??= now;
    const dueMs = this.#firstDueMs + number * intervalMs;
    if (dueMs > now) await setTimeout(dueMs - now, undefined, { signal: this.#ended }).catch(() => undefined);
    return this.#ended.aborted ? undefined : { operations, startMs: dueMs };
  }
}

/** Performs all operations there are turns for, so many turns at a time. What `perform` throws ends it all. */
export async function inLanes(
  lanes: number,
  turns: Pick<Turns, 'take'>,
  perform: (turn: Turn) => Promise<void>,
  operationsPerTurn = 1,
): Promise<void> {
  const lane = async () => {
    for (let turn = await turns.take(operationsPerTurn); turn; turn = await turns.take(operationsPerTurn)) {
      await perform(turn);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
