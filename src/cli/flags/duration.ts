import { Flags } from '@oclif/core';
import { type DurationBounds, formatDuration, MAX_TIMER_MS, parseDuration } from '../../duration.js';

/** A flag that takes a duration and gives it in ms. */
export const durationFlag = Flags.custom<number, DurationBounds>({
  helpValue: 'DURATION',
  defaultHelp: async ({ options }) =>
    typeof options.default === 'number' ? formatDuration(options.default) : undefined,
  parse: async (text, _command, { minMs = 0, maxMs = MAX_TIMER_MS }) => parseDuration(text, { minMs, maxMs }),
});
