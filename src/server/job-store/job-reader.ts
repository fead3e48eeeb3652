import { encodeText } from '../../protocol/byte-string.js';
import type { Database } from '../../sqlite/database.js';
import { PRIORITIES } from '../job-queue/model.js';
import type { StoredJob } from './job-store.js';
import { FIND_NEXT, type JobHead, type JsonText, READ_HEADS, READ_WORKLOADS } from './job-table.js';

/** Jobs are read together when their numbers are in one range of this length. */
const CHUNK_NUMBERS = 1024;

/** The most bytes of workloads that are read together, unless one job alone has more. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Reads all jobs in the order of their numbers. Beside what `take` keeps there is one chunk of them in memory at a time;
 * the workloads of a chunk are views on the same bytes.
 */
export function readJobs(database: Database, take: (job: StoredJob) => void): void {
  const findNext = database.prepare(FIND_NEXT);
  const readHeads = database.prepare(READ_HEADS);
  const readWorkloads = database.prepare(READ_WORKLOADS);
  for (let from = 0; ; from += CHUNK_NUMBERS) {
    const next = findNext.all([from])[0]?.number ?? null;
    if (next === null) return;
    from = Number(next);
    const heads = JSON.parse(String(readHeads.all([from, from + CHUNK_NUMBERS - 1])[0]?.heads)) as JobHead[];
    for (let at = 0; at < heads.length; ) {
      const end = endOfChunk(heads, at);
      const [row] = readWorkloads.all([heads[at]?.[0] ?? 0, heads[end - 1]?.[0] ?? 0]);
      at = takeJobs(heads, at, end, row?.workloads as Uint8Array, take);
    }
  }
}

/** Finds how many jobs from `start` on have no more than CHUNK_BYTES of workloads, and gives the index behind them. */
function endOfChunk(heads: readonly JobHead[], start: number): number {
  let bytes = 0;
  for (let at = start; at < heads.length; at++) {
    bytes += (heads[at] as JobHead)[7];
    if (bytes > CHUNK_BYTES && at > start) return at;
  }
  return heads.length;
}

function takeJobs(
  heads: readonly JobHead[],
  start: number,
  end: number,
  workloads: Uint8Array,
  take: (job: StoredJob) => void,
): number {
  let functionName = '';
  let offset = 0;
  for (let at = start; at < end; at++) {
    const [number, name, unique, reducer, priority, runAtEpochMs, queuedAtEpochMs, bytes] = heads[at] as JobHead;
    const byteString = byteStringOfJson(name);
    // Most jobs have the function of the one before: then they share one string.
    if (byteString !== functionName) functionName = byteString;
    const workload = workloads.subarray(offset, offset + bytes);
    offset += bytes;
    take({
      number,
      functionName,
      unique: byteStringOfJson(unique),
      reducer: byteStringOfJson(reducer),
      priority: PRIORITIES[priority] ?? 'normal',
      runAtEpochMs,
      queuedAtEpochMs,
      workload,
    });
  }
  return end;
}

function byteStringOfJson(text: JsonText): string {
  return typeof text === 'string' ? encodeText(text) : Buffer.from(text[0], 'hex').toString('latin1');
}
