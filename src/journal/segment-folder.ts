/**
 * The files of a shared journal, its segments: `2026-11-23.000001.jsonl`, the first of that day in UTC. The order
 * of their names is that in which they were begun.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from '../sqlite/store-failure.js';

const SEGMENT_NAME = /^(\d{4}-\d\d-\d\d)\.(\d{6})\.jsonl$/;

/** Lists the segments of a folder by their names, the oldest first. One that is not there has none. */
export async function listSegments(folder: string): Promise<string[]> {
  try {
    return segmentsAmong(await readdir(folder));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Makes the folder where it is not there, for its user alone, and gives its newest segment. */
export function newestSegment(folder: string): string | undefined {
  makeFolder(folder);
  return segmentsAmong(readdirSync(folder)).at(-1);
}

/** Gives the path of a segment. */
export function segmentPath(folder: string, segment: string): string {
  return join(folder, segment);
}

/** Names the first segment of a day. */
export function firstSegmentOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 10)}.000001.jsonl`;
}

/** Names the segment after one, of the same day. */
export function segmentAfter(segment: string): string {
  const [, day = '', number = ''] = SEGMENT_NAME.exec(segment) ?? [];
  return `${day}.${String(Number(number) + 1).padStart(6, '0')}.jsonl`;
}

/** Makes a folder and those above it, one by one: Node itself never ends with that below /proc. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

function segmentsAmong(names: readonly string[]): string[] {
  return names.filter((name) => SEGMENT_NAME.test(name)).sort();
}
