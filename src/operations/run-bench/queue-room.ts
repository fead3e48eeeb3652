import { UsageError } from '../../errors.js';
import type { BenchWish } from './bench-wish.js';

const GIB = 1024 ** 3;

/** The most that a benchmark may leave in a server's memory for a while. */
const MAX_QUEUED_BYTES = 4 * GIB;

/** About what a job takes besides its workload. */
const JOB_BYTES = 1024;

/** Throws UsageError for so many jobs in a queue at a time that a server may run out of memory. */
export function requireRoomForQueue({ load, count, sizeBytes }: Pick<BenchWish, 'load' | 'count' | 'sizeBytes'>): void {
  if (load !== 'submit' && load !== 'work') return;
  if (count * (sizeBytes + JOB_BYTES) <= MAX_QUEUED_BYTES) return;
  const most = Math.floor(MAX_QUEUED_BYTES / (sizeBytes + JOB_BYTES));
  throw new UsageError(`${count} jobs of ${sizeBytes} bytes in a queue may be more than a server has memory for`, {
    hint: `at most -c ${most} of that size`,
  });
}
