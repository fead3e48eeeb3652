import { leastSubmittedPerSecond, MOST_PROBED_JOBS } from '../model/probe.js';
import type { Data, ServerModel } from '../model/types.js';

/** How many jobs come in a second. */
export interface Intake {
  readonly perSecond: number;
  /** Whether there may be more: nobody counts them, and not all of them are seen. */
  readonly isLeast: boolean;
}

/** Tells how many jobs come to a server: what it counts, or at least how many; undefined where neither is known. */
export function intakeOf({ hasStats, functions, probes, total }: ServerModel): Intake | undefined {
  if (hasStats) {
    const windows = [...functions.values()].flatMap(({ stats }) => stats?.window ?? []);
    return { perSecond: windows.reduce((sum, { submitted }) => sum + submitted, 0), isLeast: false };
  }
  const least = total > MOST_PROBED_JOBS ? undefined : leastSubmittedPerSecond(probes);
  return least === undefined ? undefined : { perSecond: least, isLeast: true };
}

/** Tells how many jobs come to all servers at least; undefined unless some of them are probed. */
export function leastIntake({ servers }: Data): Intake | undefined {
  const known = servers.filter(({ isCounted }) => isCounted).flatMap((server) => intakeOf(server) ?? []);
  if (!known.some(({ isLeast }) => isLeast)) return undefined;
  return { perSecond: known.reduce((sum, { perSecond }) => sum + perSecond, 0), isLeast: true };
}

/** Tells whether the lists of jobs are looked at. */
export function isProbed({ servers }: Data): boolean {
  return servers.some(({ probes }) => probes.length > 0);
}
