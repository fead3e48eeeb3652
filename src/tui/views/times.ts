import { durationText } from '../durations.js';

const DAY_MS = 86_400_000;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** Writes the local time of the day: `14:07:32`. */
export function clock(epochMs: number): string {
  const date = new Date(epochMs);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** Writes the local date and time: `Mon 2026-09-28 14:07:32`. */
export function calendar(epochMs: number): string {
  const date = new Date(epochMs);
  const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
  return `${DAYS[date.getDay()]} ${day} ${clock(epochMs)}`;
}

/** Writes how long it takes until nothing waits: `4m 24s`, `> 1d`. */
export function drainTime(ms: number): string {
  return ms > DAY_MS ? '> 1d' : durationText(ms);
}

/** Writes minutes and seconds as a stopwatch does: `0:14`, `75:02`. */
export function stopwatch(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
}

/** Writes a short time in seconds or in ms: `0.6 ms`, `12 ms`, `2.04 s`, `3m 50s`. */
export function measured(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 100) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : durationText(ms);
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
