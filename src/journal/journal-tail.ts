import { type FileHandle, open, stat } from 'node:fs/promises';
import { errnoOf, systemFailure } from '../sqlite/store-failure.js';
import { linesForwards } from './record-lines.js';
import { listSegments, segmentPath } from './segment-folder.js';
import type { KeptWorkOutcome } from './work-outcome.js';
import { outcomeOfRecord } from './work-record.js';

const LF = 10;

/** What is added to a shared journal from some moment on. Nothing is kept open between two looks. */
export class JournalTail {
  readonly #folder: string;
  /** How far each segment has been read, by name. */
  #read: ReadonlyMap<string, number>;

  private constructor(folder: string, read: ReadonlyMap<string, number>) {
    this.#folder = folder;
    this.#read = read;
  }

  /** Begins behind what is there now. Rejects with StoreError. */
  static async open(folder: string): Promise<JournalTail> {
    const read = new Map<string, number>();
    for (const segment of await segmentsOf(folder)) {
      const path = segmentPath(folder, segment);
      read.set(segment, (await unlessGone(path, stat(path)))?.size ?? 0);
    }
    return new JournalTail(folder, read);
  }

  /** Gives what was added since the last look, in the order in which it came. Rejects with StoreError. */
  async *next(): AsyncGenerator<KeptWorkOutcome, void> {
    const before = this.#read;
    const read = new Map<string, number>();
    this.#read = read;
    for (const segment of await segmentsOf(this.#folder)) {
      const path = segmentPath(this.#folder, segment);
      const added = await unlessGone(path, addedTo(path, before.get(segment) ?? 0));
      if (added === undefined) continue;
      read.set(segment, added.end);
      for (const line of linesForwards(added.bytes)) {
        const outcome = outcomeOfRecord(line);
        if (outcome !== undefined) yield outcome;
      }
    }
  }
}

/** Reads a segment from some byte on, up to the last line end that there is; one that was made anew from its beginning. */
async function addedTo(path: string, readBytes: number): Promise<{ bytes: Buffer; end: number }> {
  await using file: FileHandle = await open(path);
  const { size } = await file.stat();
  const from = size < readBytes ? 0 : readBytes;
  const buffer = Buffer.allocUnsafe(size - from);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  const bytes = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(LF) + 1);
  return { bytes, end: from + bytes.length };
}

async function segmentsOf(folder: string): Promise<string[]> {
  return (await unlessGone(folder, listSegments(folder))) ?? [];
}

/** Gives undefined for a file that was removed meanwhile. Rejects with StoreError. */
async function unlessGone<T>(path: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw systemFailure(path, errnoOf(error), error);
  }
}
