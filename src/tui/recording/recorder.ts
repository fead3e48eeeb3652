import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { OutputError } from '../../errors.js';
import { systemMessage } from '../../system-message.js';
import type { Sample } from '../model/sample.js';
import type { Data } from '../model/types.js';
import { Rounds } from './rounds.js';
import { SampleLines } from './sample-lines.js';

/** Where lines go: compressed or not. */
interface Target {
  readonly stream: Writable;
  /** Resolves when the file is closed; rejects with why it could not be written. */
  readonly written: Promise<void>;
  flush(): void;
}

/** A file that samples are recorded to; one whose name ends in `.gz` is compressed. An existing file is never touched. */
export class Recorder {
  readonly file: string;
  readonly #rounds: Rounds<Data>;
  readonly #lines = new SampleLines();
  readonly #target: Target;
  readonly #ended: Promise<void>;

  /** `onFailure` is called once if the file cannot be written; nothing more is recorded then. */
  static async open(file: string, servers: readonly string[], onFailure: (error: OutputError) => void) {
    return new Recorder(file, servers, await targetOf(file), onFailure);
  }

  private constructor(
    file: string,
    servers: readonly string[],
    target: Target,
    onFailure: (error: OutputError) => void,
  ) {
    this.file = file;
    this.#rounds = new Rounds(servers);
    this.#target = target;
    this.#ended = target.written.catch((error: Error) => {
      onFailure(new OutputError(`cannot record to ${file}: ${systemMessage(error)}`, { cause: error }));
    });
  }

  /** Takes a sample in. While the file is slower than the samples they are left out. */
  add(sample: Sample, before: Data, after: Data): void {
    const { stream, flush } = this.#target;
    if (stream.writableNeedDrain || stream.destroyed) return;
    const round = this.#rounds.add(sample, before, after);
    if (round === undefined) return;
    stream.write(this.#lines.lineOf(round));
    // What has been recorded can be read even if nobody gets to close the file.
    flush();
  }

  /** Ends the file. */
  async close(): Promise<void> {
    this.#target.stream.end();
    await this.#ended;
  }
}

async function targetOf(file: string): Promise<Target> {
  const output = createWriteStream(file, { flags: 'wx' });
  if (!file.endsWith('.gz')) return { stream: output, written: finished(output), flush: () => undefined };
  const { constants, createGzip } = await import('node:zlib');
  const gzip = createGzip();
  return { stream: gzip, written: pipeline(gzip, output), flush: () => gzip.flush(constants.Z_SYNC_FLUSH) };
}
