import type { Column, Listing } from '../output/column.js';
import { displayWidth } from '../output/display-width.js';
import { msText, roundedMs } from '../output/milliseconds.js';
import { printable } from '../output/printable.js';
import type { Drawing } from '../output/table.js';
import { type Answer, reasonJson } from './answering-servers.js';

/** An echo that came back after `value` ms, or did not. */
export type PingReplyRow = Answer<number> & { readonly seq: number; readonly time: Date };

/** The echoes of one server. */
export interface PingSummaryRow {
  readonly server: string;
  readonly sent: number;
  readonly received: number;
  readonly minMs: number | null;
  readonly avgMs: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** How the echoes of servers are summed up. */
export const pingListing: Listing<PingSummaryRow> = {
  type: 'summary',
  columns: [
    { key: 'server', heading: 'SERVER', value: ({ server }) => server, tint: lossTint },
    { key: 'sent', heading: 'SENT', align: 'right', value: ({ sent }) => sent },
    { key: 'received', heading: 'RECEIVED', align: 'right', value: ({ received }) => received, tint: lossTint },
    time('min', ({ minMs }) => minMs),
    time('avg', ({ avgMs }) => avgMs),
    time('p99', ({ p99Ms }) => p99Ms),
    time('max', ({ maxMs }) => maxMs),
  ],
  tableColumns: ['server', 'sent', 'received', 'min', 'avg', 'p99', 'max'],
  plainColumns: ['server', 'sent', 'received', 'min', 'avg', 'p99', 'max'],
  json: summaryJson,
};

/** Gives the document `gearctl/ping/1`. */
export function pingDocument(summaries: readonly PingSummaryRow[]) {
  return { schema: 'gearctl/ping/1', servers: summaries.map(summaryJson) };
}

/** Writes replies for people, one to a line; the servers' names are made equally long. */
export function pingReplyLines(replies: readonly PingReplyRow[], { paint }: Drawing): string {
  const names = replies.map(({ server }) => printable(server));
  const width = Math.max(...names.map(displayWidth));
  const lines = replies.map((reply, at) => {
    const name = names[at] ?? '';
    const result = reply.ok ? msText(reply.value) : paint.red(printable(reply.error.message));
    return `${name}${' '.repeat(width - displayWidth(name))}  seq ${reply.seq}  ${result}\n`;
  });
  return lines.join('');
}

/** Writes replies as JSON Lines. */
export function pingReplyJsonLines(replies: readonly PingReplyRow[]): string {
  const lines = replies.map((reply) => {
    const { server, seq, ok, time } = reply;
    const result = reply.ok ? { rtt_ms: roundedMs(reply.value) } : reasonJson(reply.error);
    return `${JSON.stringify({ type: 'reply', server, seq, time: time.toISOString(), ok, ...result })}\n`;
  });
  return lines.join('');
}

function summaryJson({ server, sent, received, minMs, avgMs, p99Ms, maxMs }: PingSummaryRow): object {
  const [min_ms, avg_ms, p99_ms, max_ms] = [minMs, avgMs, p99Ms, maxMs].map((ms) => ms && roundedMs(ms));
  return { server, sent, received, min_ms, avg_ms, p99_ms, max_ms };
}

function time(key: string, ms: (row: PingSummaryRow) => number | null): Column<PingSummaryRow> {
  const value = (row: PingSummaryRow) => {
    const exact = ms(row);
    return exact === null ? null : roundedMs(exact);
  };
  return { key, heading: key.toUpperCase(), align: 'right', value, cell: (row) => msText(ms(row)) };
}

function lossTint({ sent, received }: PingSummaryRow): 'red' | undefined {
  return received < sent ? 'red' : undefined;
}
