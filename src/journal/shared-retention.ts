import { readFile, rm, stat } from 'node:fs/promises';
import { errnoOf } from '../sqlite/store-failure.js';
import { listSegments, segmentPath } from './segment-folder.js';

/** What a shared journal keeps: it gives up its oldest segment as soon as one of these is passed without it. */
export interface SharedRetention {
  readonly maxOutcomes: number;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** What is kept unless told otherwise. */
export const DEFAULT_RETENTION: SharedRetention = {
  maxOutcomes: 100_000,
  maxBytes: 256 * 1024 * 1024,
  maxAgeMs: 30 * 86_400_000,
};

/** Segments go as a whole, so what is kept is made of at least this many. */
const LEAST_SEGMENTS = 16;

const TYPICAL_RECORD_BYTES = 512;
const MAX_SEGMENT_BYTES = 16 * 1024 * 1024;

const LF = 10;

/** How long a segment gets. */
export function segmentBytesFor({ maxOutcomes, maxBytes }: SharedRetention): number {
  return Math.min(
    MAX_SEGMENT_BYTES,
    Math.ceil(Math.min(maxBytes, maxOutcomes * TYPICAL_RECORD_BYTES) / LEAST_SEGMENTS),
  );
}

/** Removes segments that are not to be kept any more; never the newest. Several processes may do so at once. */
export class SegmentSweeper {
  readonly #folder: string;
  readonly #retention: SharedRetention;
  /** How many outcomes are in segments that were counted, by name. */
  readonly #counts = new Map<string, { readonly bytes: number; readonly outcomes: number }>();

  constructor(folder: string, retention: SharedRetention) {
    this.#folder = folder;
    this.#retention = retention;
  }

  async sweep(nowMs: number): Promise<void> {
    const { maxOutcomes, maxBytes, maxAgeMs } = this.#retention;
    const segments = await listSegments(this.#folder);
    let outcomes = 0;
    let bytes = 0;
    for (const [newer, segment] of segments.reverse().entries()) {
      const path = segmentPath(this.#folder, segment);
      const stats = await stat(path).catch(unlessGone);
      if (stats === undefined) continue;
      bytes += stats.size;
      const isOver = outcomes >= maxOutcomes || bytes > maxBytes || stats.mtimeMs < nowMs - maxAgeMs;
      if (newer > 0 && isOver) await rm(path, { force: true });
      else outcomes += await this.#outcomesIn(segment, stats.size);
    }
  }

  async #outcomesIn(segment: string, bytes: number): Promise<number> {
    const counted = this.#counts.get(segment);
    if (counted?.bytes === bytes) return counted.outcomes;
    const content = await readFile(segmentPath(this.#folder, segment)).catch(unlessGone);
    const outcomes = content === undefined ? 0 : linesIn(content) / 2;
    this.#counts.set(segment, { bytes, outcomes });
    return outcomes;
  }
}

/** Each record has two line ends, before and behind it. */
function linesIn(content: Buffer): number {
  let lines = 0;
  for (let at = content.indexOf(LF); at !== -1; at = content.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

/** Another process may have been faster. */
function unlessGone(error: unknown): undefined {
  if (errnoOf(error) === 'ENOENT') return undefined;
  throw error;
}
