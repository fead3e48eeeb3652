import { bytesOf } from '../../protocol/index.js';
import type { Submission } from './submission.js';

/** The unique ID that stands for "jobs with the same workload". */
export const BY_WORKLOAD = '-';

/** The hash of what never coalesces. */
export const NO_HASH = 0;

const MINUS = BY_WORKLOAD.charCodeAt(0);

/** The bytes by which a job may coalesce, each from its start up to its end. */
type UniqueSpans = Pick<Submission, 'bytes' | 'uniqueStart' | 'uniqueEnd' | 'workloadStart' | 'workloadEnd'>;

/**
 * Hashes what a job coalesces by into 32 bits: its unique ID, or the workload of one whose ID is `-`; NO_HASH where
 * there is neither. Without the seed nobody can make IDs that all have the same hash.
 */
export function hashSpans(seed: number, spans: UniqueSpans): number {
  const { bytes, uniqueStart, uniqueEnd, workloadStart, workloadEnd } = spans;
  if (uniqueStart === uniqueEnd) return NO_HASH;
  const byWorkload = uniqueEnd - uniqueStart === BY_WORKLOAD.length && bytes[uniqueStart] === MINUS;
  if (!byWorkload) return hash(seed, bytes, uniqueStart, uniqueEnd);
  return workloadStart === workloadEnd ? NO_HASH : hash(~seed, bytes, workloadStart, workloadEnd);
}

/** Hashes a unique ID as `hashSpans` does; it must be neither empty nor `-`. */
export function hashUnique(seed: number, unique: string): number {
  return hash(seed, bytesOf(unique), 0, unique.length);
}

/** FNV-1a with its bits mixed as MurmurHash does. What has equal hashes is compared, so it need be no better. */
function hash(seed: number, bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5 ^ seed;
  for (let at = start; at < end; at++) value = Math.imul(value ^ (bytes[at] as number), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  value = (value ^ (value >>> 16)) >>> 0;
  return value === NO_HASH ? 1 : value;
}
