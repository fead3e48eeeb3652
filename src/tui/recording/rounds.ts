import type { Sample } from '../model/sample.js';

/** A round of polls that is over: its samples, and what was known by then. */
export interface Round<State> {
  readonly samples: readonly Sample[];
  readonly state: State;
  /** When its last poll was over, by the calendar. */
  readonly epochMs: number;
}

/**
 * Gathers samples into rounds, in each of which every server was polled once at most. A round is over when all were, or
 * when one of them is polled again: the others are slow, or down.
 */
export class Rounds<State> {
  readonly #servers: number;
  #samples = new Map<string, Sample>();

  constructor(servers: readonly string[]) {
    this.#servers = servers.length;
  }

  /** Takes a sample in, what was known before it and what is since; gives the round that is over with it, or before it. */
  add(sample: Sample, before: State, after: State): Round<State> | undefined {
    const over = this.#samples.has(sample.server) ? this.#take(before) : undefined;
    this.#samples.set(sample.server, sample);
    return over ?? (this.#samples.size === this.#servers ? this.#take(after) : undefined);
  }

  #take(state: State): Round<State> {
    const samples = [...this.#samples.values()];
    this.#samples = new Map();
    return { samples, state, epochMs: Math.max(...samples.map(({ epochMs, tookMs }) => epochMs + tookMs)) };
  }
}
