import { UsageError } from './errors.js';

const DAY_MS = 86_400_000;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };

/** The longest time that a timer can wait, a little under 25 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** What durations are taken. */
export type DurationBounds = {
  /** The shortest that makes sense, in ms. Default: 0. */
  readonly minMs?: number;
  /** The longest that makes sense, in ms. Default: what this process can wait for, a little under 25 days. */
  readonly maxMs?: number;
};

/**
 * Reads a duration, in ms: `500ms`, `30s`, `5m`, `1h30m`, `2d`, each number once per unit and with decimals if need be;
 * a bare number is seconds. Throws UsageError.
 */
export function parseDuration(text: string, { minMs = 0, maxMs = MAX_TIMER_MS }: DurationBounds = {}): number {
  const ms = durationMs(text.trim());
  if (ms === undefined) {
    throw new UsageError(`'${text}' is no duration`, {
      hint: 'write 500ms, 30s, 5m, 1h30m or 2d; a bare number is seconds',
    });
  }
  if (ms > maxMs) throw new UsageError(`'${text}' is too long: at most ${Math.floor(maxMs / DAY_MS)} days`);
  if (ms < minMs) throw new UsageError(`'${text}' is too short: at least ${formatDuration(minMs)}`);
  return ms;
}

/** Writes a duration in its largest units, as `parseDuration` reads it: `1h30m`, `2.5s`, `500ms`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  let rest = ms;
  let text = '';
  for (const unit of ['d', 'h', 'm'] as const) {
    const size = UNIT_MS[unit] as number;
    if (rest >= size) text += `${Math.floor(rest / size)}${unit}`;
    rest %= size;
  }
  return rest === 0 ? text : `${text}${rest / 1000}s`;
}

function durationMs(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const parts = /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(text);
  if (parts === null || text === '') return undefined;
  const [, d, h, m, s, ms] = parts;
  const total = Object.entries({ d, h, m, s, ms }).reduce(
    (sum, [unit, number]) => sum + Number(number ?? 0) * (UNIT_MS[unit] as number),
    0,
  );
  return Number.isNaN(total) ? undefined : Math.round(total);
}
