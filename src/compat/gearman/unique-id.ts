import { murmur3 } from './murmur3.js';

/** The longest unique ID that is taken, and the longest that is sent, in bytes. */
export const MAX_UNIQUE_BYTES = 64;
const SENT_BYTES = 63;

/** Between the beginning of this calendar and that of the epoch, in units of 100 ns. */
const GREGORIAN_OFFSET = 122_192_928_000_000_000n;
const VERSION_1 = 0x1000n;

/**
 * Gives what makes the unique ID of each job from its workload. `#` is the hash of the workload, an empty one a new UUID
 * for each job, and any other is what it is; `-` is left to the server, which takes the workload.
 */
export function uniqueIds(given: string): (workload: Uint8Array) => string {
  if (given === '') return timeUuids(BigInt(Date.now()), someBytes());
  if (given === '#') return (workload) => String(murmur3(workload, Math.imul(0xdeadbeef, workload.length)));
  const sent = given.slice(0, SENT_BYTES);
  return () => sent;
}

/**
 * Gives what makes UUIDs of version 1, each by 100 ns later than the one before: two random bytes tell runs of the same
 * moment apart, and six stand for the machine.
 */
export function timeUuids(epochMs: bigint, random: Uint8Array): () => string {
  const clock = Buffer.from(random);
  // The variant of the standard; and a machine's address that no network card has.
  clock.writeUInt8((clock.readUInt8(0) & 0x3f) | 0x80, 0);
  clock.writeUInt8(clock.readUInt8(2) | 0x01, 2);
  const tail = `${clock.toString('hex', 0, 2)}-${clock.toString('hex', 2, 8)}`;
  let ticks = epochMs * 10_000n + GREGORIAN_OFFSET;
  let low = Number(ticks & 0xffff_ffffn);
  let middle = middleOf(ticks);
  return () => {
    const uuid = `${hex(low, 8)}-${middle}-${tail}`;
    ticks += 1n;
    low += 1;
    if (low > 0xffff_ffff) {
      low = 0;
      middle = middleOf(ticks);
    }
    return uuid;
  };
}

function middleOf(ticks: bigint): string {
  return `${hex((ticks >> 32n) & 0xffffn, 4)}-${hex(((ticks >> 48n) & 0x0fffn) | VERSION_1, 4)}`;
}

function hex(number: number | bigint, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

/** They tell runs and machines apart and keep no secret: node:crypto would add a tenth to the time of a start. */
function someBytes(): Uint8Array {
  return Uint8Array.from({ length: 8 }, () => Math.floor(Math.random() * 256));
}
