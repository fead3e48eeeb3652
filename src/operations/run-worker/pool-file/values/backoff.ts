import { parseDuration } from '../../../../duration.js';
import { UsageError } from '../../../../errors.js';
import type { RetrySettings } from '../../function-settings.js';

/** Reads the shortest and the longest wait between attempts: `2s..5m`; `10s` is both. Throws UsageError. */
export function parseBackoff(text: string): RetrySettings['backoff'] {
  const [shortest = '', longest = shortest, ...more] = text.split('..');
  if (more.length > 0) throw wrong(`'${text}' is no back-off`);
  const backoff = { minMs: parseDuration(shortest), maxMs: parseDuration(longest) };
  if (backoff.minMs > backoff.maxMs) throw wrong(`the back-off '${text}' goes down`);
  return backoff;
}

function wrong(message: string): UsageError {
  return new UsageError(message, { hint: 'write the first and the longest wait: 2s..5m' });
}
