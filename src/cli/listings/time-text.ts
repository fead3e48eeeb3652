import { formatDuration } from '../../duration.js';

const UNITS_MS = [86_400_000, 3_600_000, 60_000, 1000] as const;

/** Writes how long ago something was, in its two largest units: `4s`, `2m10s`, `3d4h`. */
export function ageText(ms: number): string {
  const unit = UNITS_MS.findIndex((size) => ms >= size);
  if (unit === -1) return '0s';
  const precisionMs = UNITS_MS[Math.min(unit + 1, UNITS_MS.length - 1)] as number;
  return formatDuration(Math.floor(ms / precisionMs) * precisionMs);
}

/** Writes how long something took: below a minute to the millisecond, `500ms` or `2.104s`, else in its two largest units. */
export function durationText(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 60_000 ? formatDuration(Math.round(ms)) : ageText(ms);
}
