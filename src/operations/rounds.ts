import { setTimeout } from 'node:timers/promises';
import { AbortedError } from '../errors.js';

/**
 * Does something again and again, `intervalMs` from the start of one round to the start of the next, or at once where a
 * round took longer. It goes on until the caller breaks off or `signal` fires, which throws AbortedError.
 */
export async function* rounds<T>(
  round: () => Promise<T>,
  intervalMs: number,
  signal: AbortSignal,
): AsyncGenerator<T, never> {
  for (;;) {
    const startedAt = performance.now();
    yield await round();
    try {
      await setTimeout(Math.max(0, startedAt + intervalMs - performance.now()), undefined, { signal });
    } catch (error) {
      throw new AbortedError('stopped between two rounds', { cause: signal.reason ?? error });
    }
  }
}
