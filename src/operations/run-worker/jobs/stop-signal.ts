import type { Job } from '../../../worker/index.js';
import type { WorkerContext } from '../worker-context.js';

/**
 * Gives what stops the command of a job: its own signal; with `keep` only that it is given back, not that it was lost with
 * its server.
 */
export function stopSignal(job: Job, onLost: WorkerContext['onLost']): AbortSignal {
  const { signal } = job;
  if (onLost === 'kill' || signal.aborted) return signal;
  const stopping = new AbortController();
  const stop = () => {
    if (job.outcome === 'given-back') stopping.abort(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  return stopping.signal;
}
