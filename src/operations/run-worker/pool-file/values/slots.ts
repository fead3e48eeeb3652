import { UsageError } from '../../../../errors.js';
import { parseParallelism } from '../../../parallelism.js';

/** More than a machine has a use for: most likely a slip of the finger. */
export const MAX_SLOTS = 1000;

/** Reads how many jobs are done at a time: `8`, `+2`, `150%`, as `parseParallelism` does. Throws UsageError. */
export function parseSlots(text: string, cpus?: number): number {
  const slots = parseParallelism(text, cpus);
  if (slots <= MAX_SLOTS) return slots;
  throw new UsageError(`${slots} jobs at a time are too many: at most ${MAX_SLOTS}`);
}
