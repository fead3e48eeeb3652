const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Writes a duration in its two largest units: `46s`, `4m 24s`, `5m 02s`, `21m`, `3h 07m`, `2d 4h`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'm', padded(seconds % 60), 's');
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', padded(minutes % 60), 'm');
  const hours = Math.round(ms / HOUR_MS);
  return ms >= 10 * DAY_MS ? `${Math.floor(hours / 24)}d` : pair(Math.floor(hours / 24), 'd', String(hours % 24), 'h');
}

function pair(large: number, unit: string, small: string, smallUnit: string): string {
  return Number(small) === 0 ? `${large}${unit}` : `${large}${unit} ${small}${smallUnit}`;
}

function padded(number: number): string {
  return String(number).padStart(2, '0');
}
