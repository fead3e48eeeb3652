import { UsageError } from '../../../errors.js';
import type { PoolSettings } from './pool-settings.js';

/** Leaves in a pool only the functions that are named, by commas between them; all without any. Throws UsageError. */
export function onlyFunctions(pool: PoolSettings, only: string | undefined): PoolSettings {
  if (only === undefined) return pool;
  const wanted = only.split(',').map((name) => Buffer.from(name.trim()).toString('latin1'));
  const known = new Set(pool.functions.map(({ functionName }) => functionName));
  const unknown = wanted.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new UsageError(`--only: the file has no function '${Buffer.from(unknown, 'latin1')}'`);
  }
  return { ...pool, functions: pool.functions.filter(({ functionName }) => wanted.includes(functionName)) };
}
