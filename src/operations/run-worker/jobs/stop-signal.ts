import type { Job } from '../../../worker/index.js';
import type { WorkerContext } from '../worker-context.js';

/**
 * Gives what stops the command of a job: its own signal, of which only that it is given back counts with `keep`, not that
 * it was lost with its server; and that it was cut off.
 */
export function stopSignal(job: Job, { onLost, cutOff }: Pick<WorkerContext, 'onLost' | 'cutOff'>): AbortSignal {
  const { signal } = job;
  if ((onLost === 'kill' && cutOff === undefined) || signal.aborted) return signal;
  const stopping = cutOff?.stopOf(job) ?? new AbortController();
  const stop = () => {
    if (onLost === 'kill' || job.outcome === 'given-back') stopping.abort(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  return stopping.signal;
}
