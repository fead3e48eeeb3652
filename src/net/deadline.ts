import { AbortedError, TimeoutError } from '../errors.js';
import { TimeLimit } from '../time-limit.js';

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
    const tooLong = () => reject(new TimeoutError(`${what} took longer than ${(timeoutMs ?? 0) / 1000} s`));
    const limit = timeoutMs ? new TimeLimit(timeoutMs, () => finish(tooLong)).restart() : undefined;
    const finish = (settle: () => void) => {
      limit?.stop();
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
