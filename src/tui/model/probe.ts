/** With more jobs than this a server is not asked for the list of them: that would cost it more than the answer is worth. */
export const MOST_PROBED_JOBS = 20_000;

/** A look at the list of all jobs of a server. */
export interface Probe {
  readonly atMs: number;
  /** The largest number of a handle that was ever listed. Servers number jobs as they come. */
  readonly largestJob: number;
}

/** So many looks, ten seconds apart, are a minute. */
const KEPT_PROBES = 7;

/** Takes a look in: the largest number in a list is 0 where there is no job. */
export function withProbe(before: readonly Probe[], { atMs, largestJob }: Probe): readonly Probe[] {
  const largest = Math.max(largestJob, before.at(-1)?.largestJob ?? 0);
  return [...before, { atMs, largestJob: largest }].slice(-KEPT_PROBES);
}

/**
 * Tells how many jobs came in a second at least; undefined before the second look. A job that is listed for the first time,
 * with a larger number than all before, came after the look before it; so did those that are numbered between it and the
 * largest since. Jobs that came and went between two looks are counted only if a later one was seen.
 */
export function leastSubmittedPerSecond(probes: readonly Probe[]): number | undefined {
  const last = probes.at(-1);
  if (last === undefined || probes.length < 2) return undefined;
  for (const [at, { atMs }] of probes.entries()) {
    const next = probes[at + 1];
    if (next === undefined || next.largestJob === probes[at]?.largestJob) continue;
    return ((last.largestJob - next.largestJob + 1) * 1000) / (last.atMs - atMs);
  }
  return 0;
}
