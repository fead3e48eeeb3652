import { failuresIn } from './job-counters.js';
import type { Instant, LastFailure, ServerFunction } from './types.js';

type Parts = ReadonlyMap<string, ServerFunction>;

/** Tells of the jobs of a function that have failed between what was known of it and what is; undefined if none has. */
export function newestFailure(before: Parts | undefined, after: Parts, { epochMs }: Instant): LastFailure | undefined {
  for (const [server, { stats }] of after) {
    const [earlier, later] = [before?.get(server)?.stats?.counters, stats?.counters];
    // Counters that have fallen began again: then nobody knows what happened in between.
    if (earlier === undefined || later === undefined || failuresIn(later) <= failuresIn(earlier)) continue;
    const counts = {
      failed: later.failed - earlier.failed,
      exceptions: later.exceptions - earlier.exceptions,
      timeouts: later.timeouts - earlier.timeouts,
      lost: later.lost - earlier.lost,
    };
    return { epochMs, server, counts };
  }
  return undefined;
}
