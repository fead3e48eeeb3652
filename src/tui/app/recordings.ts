import { join } from 'node:path';
import type { Sample } from '../model/sample.js';
import type { Data } from '../model/types.js';
import { Recorder } from '../recording/recorder.js';
import type { Message } from '../update/message.js';
import { datedName } from './saved-screen.js';

/** The recordings that are begun and ended while a screen is shown, one at a time. */
export class Recordings {
  readonly #folder: string;
  readonly #servers: readonly string[];
  readonly #send: (message: Message) => void;
  #current: Recorder | undefined;

  /** `begun` is one that was begun before. */
  constructor(
    folder: string,
    servers: readonly string[],
    begun: Recorder | undefined,
    send: (message: Message) => void,
  ) {
    this.#folder = folder;
    this.#servers = servers;
    this.#current = begun;
    this.#send = send;
  }

  /** Takes a sample in, if a recording is under way. */
  add(sample: Sample, before: Data, after: Data): void {
    this.#current?.add(sample, before, after);
  }

  /** Begins one, in a file that is named after the moment. */
  async begin(epochMs: number): Promise<void> {
    const name = datedName(epochMs, '.jsonl.gz');
    const recorder = await Recorder.open(join(this.#folder, name), this.#servers, (error) => {
      this.#current = undefined;
      this.#send({ type: 'recording', file: undefined });
      this.#send({ type: 'failed', text: error.message });
    });
    this.#current = recorder;
    this.#send({ type: 'recording', file: name });
    this.#send({ type: 'done', text: `recording to ${name}` });
  }

  /** Ends the one that is under way. */
  async end(): Promise<void> {
    const recorder = this.#current;
    if (recorder === undefined) return;
    this.#current = undefined;
    this.#send({ type: 'recording', file: undefined });
    await recorder.close();
    this.#send({ type: 'done', text: `recorded to ${recorder.file}` });
  }

  /** Ends the one that is under way, and tells nobody. */
  async close(): Promise<void> {
    await this.#current?.close();
  }
}
