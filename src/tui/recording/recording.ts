import { readFile } from 'node:fs/promises';
import { InputDataError, InputFileError } from '../../errors.js';
import { systemMessage } from '../../system-message.js';
import { type RecordedRound, readSampleLine } from './line-reader.js';

const NEWLINE = 0x0a;

/** The first bytes of a file that gzip wrote. */
const GZIP_MAGIC = [0x1f, 0x8b];

/** A recording in memory may be this large. */
const MOST_BYTES = 1024 * 1024 * 1024;

const DEFAULT_INTERVAL_MS = 2000;

/** A line that could not be read. */
export interface BrokenLine {
  /** Counts from 1. */
  readonly number: number;
  readonly why: string;
}

/** A line that can be. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly epochMs: number;
}

/** Samples that were recorded, in the order of their lines. They are read when they are asked for. */
export class Recording {
  readonly #bytes: Buffer;
  readonly #places: readonly Place[];
  readonly servers: readonly string[];
  readonly broken: readonly BrokenLine[];

  /** Reads a file, compressed or not. Throws InputFileError, and InputDataError when no line of it can be read. */
  static async open(file: string): Promise<Recording> {
    const bytes = await contentOf(file);
    const places: Place[] = [];
    const broken: BrokenLine[] = [];
    const servers = new Set<string>();
    for (const { from, to, number } of linesOf(bytes)) {
      const round = readSampleLine(bytes.toString('utf8', from, to));
      if (typeof round === 'string') broken.push({ number, why: round });
      else places.push({ from, to, epochMs: round.epochMs });
      for (const server of typeof round === 'string' ? [] : round.servers) servers.add(server);
    }
    const [first] = broken;
    if (places.length === 0) {
      const why = first === undefined ? 'it is empty' : `line ${first.number}: ${first.why}`;
      throw new InputDataError(`${file} is no recording of gearctl top: ${why}`, { line: first?.number ?? 1 });
    }
    return new Recording(bytes, places, [...servers], broken);
  }

  private constructor(
    bytes: Buffer,
    places: readonly Place[],
    servers: readonly string[],
    broken: readonly BrokenLine[],
  ) {
    this.#bytes = bytes;
    this.#places = places;
    this.servers = servers;
    this.broken = broken;
  }

  /** How many rounds there are. */
  get length(): number {
    return this.#places.length;
  }

  /** How long it is from one round to the next, in most cases. */
  get intervalMs(): number {
    const gaps = this.#places.slice(1, 50).map(({ epochMs }, at) => epochMs - this.epochMsOf(at));
    return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? DEFAULT_INTERVAL_MS;
  }

  /** Tells when a round was, by the calendar in ms; NaN if there is none. */
  epochMsOf(at: number): number {
    return this.#places[at]?.epochMs ?? Number.NaN;
  }

  /** Gives a round; undefined if there is none. */
  round(at: number): RecordedRound | undefined {
    const place = this.#places[at];
    const round = place && readSampleLine(this.#bytes.toString('utf8', place.from, place.to));
    return typeof round === 'string' ? undefined : round;
  }
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file);
    if (!GZIP_MAGIC.every((byte, at) => bytes[at] === byte)) return bytes;
    const { constants, gunzipSync } = await import('node:zlib');
    // A recording that nobody ended stops in the middle; what there is can be read.
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new InputFileError(`cannot read ${file}: ${systemMessage(error)}`, { cause: error });
  }
}

function* linesOf(bytes: Buffer): Generator<{ from: number; to: number; number: number }> {
  let from = 0;
  for (let number = 1; from < bytes.length; number++) {
    const end = bytes.indexOf(NEWLINE, from);
    const to = end === -1 ? bytes.length : end;
    if (to > from) yield { from, to, number };
    from = to + 1;
  }
}
