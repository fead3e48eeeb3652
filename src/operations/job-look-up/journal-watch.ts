import type { JournalReader, JournalTail, KeptWorkOutcome, OutcomeKey } from '../../journal/index.js';

/** A journal in which outcomes are waited for: what was there is read once, and from then on only what is added. */
export class JournalWatch implements Pick<JournalReader, 'find'> {
  readonly #reader: JournalReader;
  readonly #tail: JournalTail;
  /** What was added of the jobs that are waited for, by how they are asked for. */
  readonly #found = new Map<string, KeptWorkOutcome | undefined>();
  #reading: Promise<boolean> | undefined;

  private constructor(reader: JournalReader, tail: JournalTail) {
    this.#reader = reader;
    this.#tail = tail;
  }

  /** Begins to watch. Rejects with StoreError. */
  static async open(reader: JournalReader): Promise<JournalWatch> {
    return new JournalWatch(reader, await reader.tail());
  }

  /** Waits for jobs that had not ended when the watch began: what was there is not theirs, and not read for them. */
  expect(keys: readonly OutcomeKey[]): void {
    for (const key of keys) if (!this.#found.has(nameOf(key))) this.#found.set(nameOf(key), undefined);
  }

  async find(key: OutcomeKey): Promise<KeptWorkOutcome | undefined> {
    const name = nameOf(key);
    if (!this.#found.has(name)) {
      this.expect([key]);
      const earlier = await this.#reader.find(key);
      this.#found.set(name, this.#found.get(name) ?? earlier);
    }
    await this.hasNews();
    return this.#found.get(name);
  }

  /** Reads what was added, and tells whether an outcome is among it that is waited for. Rejects with StoreError. */
  hasNews(): Promise<boolean> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<boolean> {
    let hasNews = false;
    for await (const outcome of this.#tail.next()) {
      for (const key of [{ handle: outcome.handle }, { unique: outcome.unique }]) {
        if (!this.#found.has(nameOf(key))) continue;
        this.#found.set(nameOf(key), outcome);
        hasNews = true;
      }
    }
    return hasNews;
  }
}

function nameOf(key: OutcomeKey): string {
  return 'handle' in key ? `handle ${key.handle}` : `unique ${key.unique}`;
}
