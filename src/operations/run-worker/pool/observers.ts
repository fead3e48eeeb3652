import type { WorkEventTaker } from '../work-event.js';
import type { HostWish } from './host-wish.js';
import type { Closers, Observer } from './observer.js';
import type { PoolStatus } from './pool-status.js';

/**
 * Opens all who are wished to hear, each to be closed at the end, and gives what tells them and the log. `status` tells how
 * the pool stands, once there is one. Rejects with FileCreationError, ListenError and AddressError.
 */
export async function withObservers(
  { notifies, jobLog, metricsListen, env = {}, pid, version = 'unknown' }: HostWish,
  tell: WorkEventTaker,
  closers: Closers,
  status: () => PoolStatus | undefined,
): Promise<WorkEventTaker> {
  const observers: Observer[] = [];
  const add = (observer: Observer) => {
    observers.push(observer);
    closers.push(() => observer.close());
  };
  if (notifies) {
    const { SystemdNotice } = await import('./systemd-notice.js');
    add(new SystemdNotice(env, pid, tell));
  }
  if (jobLog !== undefined) {
    const { JobLog } = await import('../job-log.js');
    add(JobLog.open(jobLog, (message) => void tell({ type: 'warning', message })));
  }
  if (metricsListen !== undefined) {
    const { openMetrics } = await import('../metrics/open-metrics.js');
    add(await openMetrics({ listen: metricsListen, version }, status, tell));
  }
  if (observers.length === 0) return tell;
  return (event) => {
    for (const observer of observers) observer.hear(event);
    return tell(event);
  };
}
