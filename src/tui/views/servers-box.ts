import { cutToWidth } from '../../cli/output/display-width.js';
import { grouped } from '../grouped.js';
import type { Line, Span } from '../lines.js';
import type { Model, ServerModel } from '../model/types.js';
import { capacityOf } from '../selectors/capacity.js';
import { busyRole, gauge } from './bar.js';
import { box, ofHeight } from './box.js';
import { numberIn } from './numbers.js';
import { retryWords, SERVER_STATES, shortVersionWords } from './server-words.js';
import { apart, blanks, cutMiddle, fitted, span, spansWidth } from './spans.js';
import { type Column, headingLine, rowLine, tableWidth } from './table.js';
import { measured } from './times.js';

const LEAST_CELLS = 44;

/** How wide the box is: from 160 columns on it has room for the whole of names and versions. */
export function serversCells(cols: number): number {
  return LEAST_CELLS + Math.max(0, Math.min(20, Math.floor((cols - 160) / 2)));
}

/** Draws the servers beside the backlog, with what runs on them and what has failed below. */
export function serversBox(model: Model, width: number, height: number): Line[] {
  const { data, now, setup } = model;
  const sums = [runningLine(model, width - 2), ...failedLines(model)];
  const columns = columnsIn(width);
  const room = height - 2 - sums.length;
  const rows = data.servers.map((server) => serverLine(columns, server, now.atMs, width));
  const rest = rows.length + 1 - room;
  const more: Line = { spans: [span(` … ${rest + 1} more: 3 shows them all`, 'dim')] };
  const list = rest > 0 ? [...rows.slice(0, Math.max(0, room - 2)), more] : rows;
  return box([...ofHeight([{ spans: headingSpans(columns) }, ...list], room), ...sums], {
    ...{ width, title: [span('SERVERS', 'strong')] },
    ...(setup.tls && { note: [span('tls on')] }),
  });
}

function nameCells(width: number): number {
  return 10 + Math.max(0, width - LEAST_CELLS - 8);
}

/** Names and versions have what the box is wider than it must be. */
function columnsIn(width: number): readonly Column<ServerModel>[] {
  const name = nameCells(width);
  const version = 21 + width - LEAST_CELLS - name;
  return [
    {
      heading: '',
      gap: 1,
      width: 1,
      cell: ({ state }) => [span(SERVER_STATES[state].sign, SERVER_STATES[state].role)],
    },
    { heading: '', gap: 1, width: name, cell: ({ label }) => [span(cutMiddle(label, name))] },
    {
      heading: 'VERSION',
      gap: 1,
      width: version,
      cell: (server) => [span(shortVersionWords(server, version))],
    },
    { heading: 'RTT', gap: 1, width: 7, align: 'right', cell: ({ roundTripMs }) => [span(tripWords(roundTripMs))] },
    { heading: 'WAIT', gap: 1, width: 8, align: 'right', cell: ({ waiting }) => [span(numberIn(waiting, 8))] },
  ];
}

/** The first heading stands over the sign as well. */
function headingSpans(columns: readonly Column<ServerModel>[]): Span[] {
  const [sign, name, ...others] = columns;
  const cells = tableWidth([sign, name].flatMap((column) => column ?? []));
  return [...fitted([span(' SERVER', 'heading')], cells), ...headingLine(others).spans];
}

function serverLine(columns: readonly Column<ServerModel>[], server: ServerModel, atMs: number, width: number): Line {
  if (server.failure === undefined) return rowLine(columns, server);
  const { sign, role } = SERVER_STATES[server.state];
  const why = server.failure.message.replace(/^connection /, '');
  const retry = ` · ${retryWords(server, atMs).replace(/s$/, ' s')} · try ${server.failure.attempts} `;
  const cells = nameCells(width);
  const name = [blanks(1), span(sign, role), blanks(1), ...fitted([span(cutMiddle(server.label, cells))], cells + 1)];
  const room = width - 2 - spansWidth([...name, span(retry)]);
  return { spans: [...name, span(cutToWidth(why, room, '…'), 'dim'), span(retry, 'dim')] };
}

const GAUGE_CELLS = 20;

function runningLine({ data }: Model, width: number): Line {
  const { workers } = capacityOf(data);
  const { running } = data.totals;
  const share = workers === 0 ? 0 : running / workers;
  const words = [span(' RUNNING', 'heading'), span(`  ${grouped(running)} of ${grouped(workers)}`)];
  return { spans: apart(words, [...gauge(Math.min(1, share), GAUGE_CELLS, busyRole(share)), blanks(1)], width, 20) };
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
