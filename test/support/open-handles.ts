/** What a test may not leave behind. Timers and file reads are not in it: vitest has its own, and they end by themselves. */
const GUARDED = new Set([
  'PipeWrap',
  'PipeServerWrap',
  'ProcessWrap',
  'TCPSocketWrap',
  'TCPServerWrap',
  'TLSWrap',
  'TTYWrap',
  'UDPWrap',
]);

/** Counts the open sockets, pipes, servers and child processes of this process, by Node's names for them. */
export function openHandles(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (GUARDED.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/**
 * Lists what is open now and was not open `before`, such as `2 × TCPSocketWrap`. What was closed a moment ago may take
 * some turns of the event loop to go, so it is given until the deadline.
 */
export async function leftOpenSince(before: ReadonlyMap<string, number>, deadlineMs = 1000): Promise<string[]> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const left: string[] = [];
    for (const [kind, count] of openHandles()) {
      const more = count - (before.get(kind) ?? 0);
      if (more > 0) left.push(`${more} × ${kind}`);
    }
    if (left.length === 0 || performance.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
