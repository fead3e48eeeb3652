import { UsageError } from './errors.js';

const UNITS = ['', 'K', 'M', 'G', 'T'];

/** What sizes are taken, in bytes. */
export type SizeBounds = {
  readonly maxBytes?: number;
};

/** Reads a size, in bytes: `64K`, `16M`, `1.5G`; a unit is 1024 of the one before. Throws UsageError. */
export function parseSize(text: string, { maxBytes = Number.MAX_SAFE_INTEGER }: SizeBounds = {}): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text.trim());
  if (match === null) {
    throw new UsageError(`'${text}' is no size`, { hint: 'write 512, 64K, 16M or 1G; a bare number is bytes' });
  }
  const unit = UNITS.indexOf((match[2] ?? '').toUpperCase());
  const bytes = Math.round(Number(match[1]) * 1024 ** unit);
  if (bytes > maxBytes) throw new UsageError(`'${text}' is too much: at most ${formatSize(maxBytes)}`);
  return bytes;
}

/** Writes a size in the largest unit that leaves no fraction, as `parseSize` reads it: `64K`, `1500`. */
export function formatSize(bytes: number): string {
  let unit = 0;
  let number = bytes;
  while (number !== 0 && number % 1024 === 0 && unit < UNITS.length - 1) {
    number /= 1024;
    unit++;
  }
  return `${number}${UNITS[unit]}`;
}
