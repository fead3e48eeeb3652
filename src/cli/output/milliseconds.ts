/** Cuts milliseconds to what can be measured: microseconds. */
export function roundedMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Writes milliseconds for people, in three digits or so: `0.61 ms`, `12.3 ms`, `1504 ms`. */
export function msText(ms: number | null): string {
  if (ms === null) return '-';
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}
