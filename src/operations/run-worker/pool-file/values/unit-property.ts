import { UsageError } from '../../../../errors.js';

/** Reads a property of a scope of systemd: `MemoryMax=512M`. Throws UsageError. */
export function parseUnitProperty(text: string): string {
  if (/^[A-Za-z]+=[^\0]*$/.test(text)) return text;
  throw new UsageError(`'${text}' is no property of systemd`, { hint: 'write NAME=VALUE: MemoryMax=512M' });
}
