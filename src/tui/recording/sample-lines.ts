import type { Data, TopEvent } from '../model/types.js';
import type { Round } from './rounds.js';
import { sampleLine } from './sample-line.js';

/** Writes rounds as lines of a recording; each tells the events since the line before. */
export class SampleLines {
  #newest: TopEvent | undefined;

  /** Gives the line of a round, its line end included. */
  lineOf({ samples, state, epochMs }: Round<Data>): string {
    const listed = new Map(
      samples.flatMap(({ server, answer }) => (answer?.workers ? [[server, answer.workers]] : [])),
    );
    return sampleLine(state, epochMs, listed, this.#fresh(state.events));
  }

  #fresh(events: readonly TopEvent[]): readonly TopEvent[] {
    const known = this.#newest === undefined ? -1 : events.indexOf(this.#newest);
    this.#newest = events[0];
    return known === -1 ? events : events.slice(0, known);
  }
}
