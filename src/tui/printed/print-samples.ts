import type { Writable } from 'node:stream';
import type { Line } from '../lines.js';
import type { Model } from '../model/types.js';
import type { Recorder } from '../recording/recorder.js';
import { type Round, Rounds } from '../recording/rounds.js';
import { SampleLines } from '../recording/sample-lines.js';
import { Session } from '../session.js';
import type { SampleSource } from '../sources/source.js';
import { blockLines } from './block.js';
import { ratesJson, type StatusSnapshot, statusSnapshot } from './status-snapshot.js';

/**
 * What is printed of each round of polls: a table, what has happened after a first table, a line of JSON, or a document of
 * JSON that tells how it stands.
 */
export type PrintFormat = 'block' | 'events' | 'jsonl' | 'document';

/** Makes the document of how it stands. */
export type DocumentOf = (status: StatusSnapshot) => object;

/** What is printed, and for how long. */
export interface PrintWish {
  readonly format: PrintFormat;
  /** Ends after so many rounds; without it when it is told to. */
  readonly rounds?: number | undefined;
  /** Prints the last of them only. */
  readonly onlyLast?: boolean;
  readonly paint: (line: Line) => string;
  readonly documentOf: DocumentOf;
}

/**
 * Prints rounds of polls until there have been enough or `signal` fires, and gives what is known by then. It closes the
 * source. While the output is slower than the rounds they are left out.
 */
export async function printSamples(
  source: SampleSource,
  start: Model,
  wish: PrintWish,
  output: Writable,
  recorder: Recorder | undefined,
  signal: AbortSignal,
): Promise<Model> {
  const rounds = new Rounds<Model>(source.servers);
  const printer = new RoundPrinter(wish);
  let number = 0;
  const session = new Session(source, start, {
    sampled: (sample, before) => {
      const after = session.model;
      recorder?.add(sample, before.whole, after.whole);
      if (signal.aborted || output.writableNeedDrain) return;
      const round = rounds.add(sample, before, after);
      if (round === undefined || number === wish.rounds) return;
      number += 1;
      const isLast = number === wish.rounds;
      if (isLast || !wish.onlyLast) output.write(printer.text(round));
      if (isLast) void source.close();
    },
  });
  const close = () => void source.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    if (!signal.aborted) await session.run();
  } finally {
    signal.removeEventListener('abort', close);
    await source.close();
  }
  return session.model;
}

/** Writes rounds one after the other. */
class RoundPrinter {
  readonly #format: PrintFormat;
  readonly #paint: PrintWish['paint'];
  readonly #documentOf: DocumentOf;
  readonly #isOnce: boolean;
  readonly #lines = new SampleLines();
  #printed = 0;
  #toldUntil = 0;

  constructor({ format, paint, documentOf, onlyLast = false }: PrintWish) {
    this.#format = format;
    this.#paint = paint;
    this.#documentOf = documentOf;
    this.#isOnce = onlyLast;
  }

  text(round: Round<Model>): string {
    if (this.#format === 'jsonl') return this.#lines.lineOf({ ...round, state: round.state.whole });
    if (this.#format === 'document') return this.#document(round);
    const isFirst = this.#printed++ === 0;
    return this.#format === 'events' && !isFirst ? this.#events(round) : this.#block(round, isFirst);
  }

  #block({ state, epochMs }: Round<Model>, isFirst: boolean): string {
    this.#toldUntil = epochMs;
    const lines = blockLines(state, epochMs, this.#isOnce).map((line) => `${this.#paint(line)}\n`);
    return `${isFirst ? '' : '\n'}${lines.join('')}`;
  }

  /** Where no server has answered there is nothing to tell but that, and that is an error. */
  #document({ state, epochMs }: Round<Model>): string {
    if (state.data.answered === undefined) return '';
    const document = { ...this.#documentOf(statusSnapshot(state, epochMs)), rates: ratesJson(state) };
    return `${JSON.stringify(document)}\n`;
  }

  #events({ state, epochMs }: Round<Model>): string {
    const fresh = state.data.events.filter((event) => event.epochMs > this.#toldUntil).reverse();
    this.#toldUntil = epochMs;
    return fresh.map((event) => `${new Date(event.epochMs).toISOString()}  ${event.text}\n`).join('');
  }
}
