import { rounds } from './rounds.js';
import { requireAnAnswer, type ServerAnswer, type ServerPool } from './server-pool.js';

/** How often to ask for an echo, and of how much. */
export interface PingWish {
  readonly count: number;
  readonly intervalMs: number;
  readonly sizeBytes: number;
}

/** An echo that came back after `value` ms, or did not. `seq` counts from 1 for each server. */
export type PingReply = ServerAnswer<number> & { readonly seq: number; readonly time: Date };

/** The echoes of one server; times are null where there was none. */
export interface PingSummary {
  readonly server: string;
  readonly sent: number;
  readonly received: number;
  readonly minMs: number | null;
  readonly avgMs: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/**
 * Asks each server for an echo, `count` times, and yields the replies of each round in the order of the servers. Throws
 * AbortedError when `signal` fires, and NoServerError when no server answers the first time.
 */
export async function* pingServers(
  pool: ServerPool,
  { count, intervalMs, sizeBytes }: PingWish,
  signal: AbortSignal,
): AsyncGenerator<PingReply[], void> {
  const bytes = new Uint8Array(sizeBytes).fill('g'.charCodeAt(0));
  const ask = async () => ({ time: new Date(), answers: await pool.ask((admin) => admin.echo(bytes)) });
  let seq = 0;
  for await (const { time, answers } of rounds(ask, intervalMs, signal)) {
    if (seq === 0) requireAnAnswer(answers);
    seq++;
    yield answers.map((answer) => ({ ...answer, seq, time }));
    if (seq >= count) return;
  }
}

/** Sums replies up by server, in the order in which the servers first appear. */
export function summarizePings(replies: readonly PingReply[]): PingSummary[] {
  const byServer = new Map<string, PingReply[]>();
  for (const reply of replies) {
    const known = byServer.get(reply.server);
    if (known === undefined) byServer.set(reply.server, [reply]);
    else known.push(reply);
  }
  return [...byServer].map(([server, all]) => {
    const times = all.flatMap((reply) => (reply.ok ? [reply.value] : [])).sort((a, b) => a - b);
    const sum = times.reduce((total, ms) => total + ms, 0);
    return {
      server,
      sent: all.length,
      received: times.length,
      minMs: times[0] ?? null,
      avgMs: times.length === 0 ? null : sum / times.length,
      p99Ms: times[Math.ceil(times.length * 0.99) - 1] ?? null,
      maxMs: times.at(-1) ?? null,
    };
  });
}
