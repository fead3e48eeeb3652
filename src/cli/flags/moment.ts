import { Flags } from '@oclif/core';
import { parseDuration } from '../../duration.js';
import { UsageError } from '../../errors.js';
import { durationFlag } from './duration.js';

const CLOCK = /^(?:(today|tomorrow)\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/i;
const CALENDAR = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/i;

/** Longer than any job should wait, and short enough for every date. */
const MAX_AHEAD_MS = 36_500 * 86_400_000;

/**
 * Reads a point in time: RFC 3339 (`2026-12-24T18:00:00Z`; without a zone it is local time, and time or seconds may be
 * left out), `HH:MM` (the next time that the clock shows it), `today HH:MM`, `tomorrow HH:MM`, `+10m` (from now on) or
 * `@1790000000` (seconds since 1970). Throws UsageError.
 */
export function parseMoment(text: string, nowMs: number): Date {
  const moment = momentOf(text.trim(), nowMs);
  if (moment !== undefined && !Number.isNaN(moment.getTime())) return moment;
  throw new UsageError(`'${text}' is no time`, {
    hint: "write 2026-12-24T18:00:00Z, '2026-12-24 18:00', 18:00, 'tomorrow 9:00' or +10m",
  });
}

function momentOf(text: string, nowMs: number): Date | undefined {
  if (text.startsWith('+')) return new Date(nowMs + parseDuration(text.slice(1), { maxMs: MAX_AHEAD_MS }));
  if (/^@\d{1,11}$/.test(text)) return new Date(Number(text.slice(1)) * 1000);
  // JavaScript takes a date alone for UTC, and a date with a time for local time.
  if (CALENDAR.test(text)) return new Date(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'));
  const [, day, hours, minutes, seconds = '0'] = CLOCK.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const moment = new Date(nowMs);
  moment.setHours(Number(hours), Number(minutes), Number(seconds), 0);
  const isPast = day === undefined && moment.getTime() <= nowMs;
  if (isPast || day?.toLowerCase() === 'tomorrow') moment.setDate(moment.getDate() + 1);
  return moment;
}

/** When jobs are to run: at a time, or in a while. */
export const momentFlags = {
  at: Flags.custom<Date>({
    helpValue: 'TIME',
    exclusive: ['in', 'priority', 'reducer'],
    parse: async (text) => parseMoment(text, Date.now()),
    description: "Run no earlier, in the background: 18:00, 'tomorrow 9:00', +10m or 2026-12-24T18:00:00Z",
  })(),
  in: durationFlag({
    exclusive: ['at', 'priority', 'reducer'],
    maxMs: MAX_AHEAD_MS,
    description: 'Run no earlier than in this time, in the background',
  }),
};

/** Gives the time that the flags ask for. */
export function runAtOf(flags: { at?: Date | undefined; in?: number | undefined }, nowMs: number): Date | undefined {
  return flags.at ?? (flags.in === undefined ? undefined : new Date(nowMs + flags.in));
}
