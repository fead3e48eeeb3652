import { cutToWidth } from '../../cli/output/display-width.js';
import type { Line, Span } from '../lines.js';
import type { Model, ServerModel } from '../model/types.js';
import { capacityOf } from '../selectors/capacity.js';
import { busyRole, gauge } from './bar.js';
import { box, ofHeight } from './box.js';
import { grouped, numberIn } from './numbers.js';
import { retryWords, SERVER_STATES, versionWords } from './server-words.js';
import { apart, blanks, cutMiddle, fitted, span, spansWidth } from './spans.js';
import { type Column, headingLine, rowLine } from './table.js';
import { measured } from './times.js';

/** How wide the box is. */
export const SERVERS_CELLS = 44;

/** Draws the servers beside the backlog, with what runs on them and what has failed below. */
export function serversBox(model: Model, height: number): Line[] {
  const { data, now, setup } = model;
  const sums = [runningLine(model), ...failedLines(model)];
  const room = height - 2 - sums.length;
  const rows = data.servers.map((server) => serverLine(server, now.atMs));
  const rest = rows.length + 1 - room;
  const more: Line = { spans: [span(` … ${rest + 1} more: 3 shows them all`, 'dim')] };
  const list = rest > 0 ? [...rows.slice(0, Math.max(0, room - 2)), more] : rows;
  return box([...ofHeight([{ spans: headingSpans() }, ...list], room), ...sums], {
    ...{ width: SERVERS_CELLS, title: [span('SERVERS', 'strong')] },
    ...(setup.tls && { note: [span('tls on')] }),
  });
}

const COLUMNS: readonly Column<ServerModel>[] = [
  { heading: '', gap: 1, width: 1, cell: ({ state }) => [span(SERVER_STATES[state].sign, SERVER_STATES[state].role)] },
  { heading: '', gap: 1, width: 10, cell: ({ label }) => [span(cutMiddle(label, 10))] },
  { heading: 'VERSION', gap: 1, width: 11, cell: (server) => [span(cutMiddle(versionWords(server), 11, 2))] },
  { heading: 'RTT', gap: 1, width: 7, align: 'right', cell: ({ roundTripMs }) => [span(tripWords(roundTripMs))] },
  { heading: 'WAIT', gap: 1, width: 8, align: 'right', cell: ({ waiting }) => [span(numberIn(waiting, 8))] },
];

/** The first heading stands over the sign as well. */
function headingSpans(): Span[] {
  const [, , ...others] = COLUMNS;
  return [...fitted([span(' SERVER', 'heading')], 13), ...headingLine(others).spans];
}

function serverLine(server: ServerModel, atMs: number): Line {
  if (server.failure === undefined) return rowLine(COLUMNS, server);
  const { sign, role } = SERVER_STATES[server.state];
  const why = server.failure.message.replace(/^connection /, '');
  const retry = ` · ${retryWords(server, atMs).replace(/s$/, ' s')} · try ${server.failure.attempts} `;
  const name = [blanks(1), span(sign, role), blanks(1), ...fitted([span(cutMiddle(server.label, 10))], 11)];
  const room = SERVERS_CELLS - 2 - spansWidth([...name, span(retry)]);
  return { spans: [...name, span(cutToWidth(why, room, '…'), 'dim'), span(retry, 'dim')] };
}

const GAUGE_CELLS = 20;

function runningLine({ data }: Model): Line {
  const { workers } = capacityOf(data);
  const { running } = data.totals;
  const share = workers === 0 ? 0 : running / workers;
  const words = [span(' RUNNING', 'heading'), span(`  ${grouped(running)} of ${grouped(workers)}`)];
  return { spans: apart(words, [...gauge(Math.min(1, share), GAUGE_CELLS, busyRole(share)), blanks(1)], 42, 20) };
}

function failedLines({ data: { totals } }: Model): Line[] {
  if (totals.rates === undefined) return [];
  const { failedShare, failedRecently } = totals.rates;
  const share = failedShare === undefined ? '—' : `${(failedShare * 100).toFixed(1)} %`;
  const words = [span(' FAILED', 'heading'), span(`   ${share}`)];
  return [{ spans: [...fitted(words, 21), span(`last 10 min: ${grouped(failedRecently)}`)] }];
}

function tripWords(ms: number | undefined): string {
  return ms === undefined ? '—' : measured(ms);
}
