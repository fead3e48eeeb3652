import { AbortedError, TimeoutError } from '../errors.js';

/** The longest time that a timer can be set to; beyond it one fires at once. */
const MAX_TIMER_MS = 0x7fffffff;

/** What may end a wait before its time. */
export interface WaitLimits {
  /** The longest wait in ms; 0 or undefined for none. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Waits for a promise, but no longer than the limits say: rejects with TimeoutError or AbortedError, `what` naming the
 * wait. The promise itself goes on; whoever made it cleans up.
 */
export function waitWithin<T>(promise: Promise<T>, what: string, limits: WaitLimits): Promise<T> {
  const { timeoutMs, signal } = limits;
  if (!timeoutMs && signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => finish(() => reject(new AbortedError(`${what} was given up`, { cause: signal?.reason })));
    const timer = timeoutMs
      ? setTimeout(
          () => finish(() => reject(new TimeoutError(`${what} took longer than ${timeoutMs / 1000} s`))),
          Math.min(timeoutMs, MAX_TIMER_MS),
        )
      : undefined;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    promise.then(
      (value) => finish(() => resolve(value)),
      (error: unknown) => finish(() => reject(error)),
    );
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
