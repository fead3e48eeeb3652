import type { Line } from '../lines.js';
import type { Model } from '../model/types.js';
import { cursorOf } from '../selectors/cursor.js';
import { type HostRow, hostRows, workerRows } from '../selectors/worker-rows.js';
import { solidBar } from './bar.js';
import { namesIn } from './names.js';
import { type RowsPart, tableRows } from './rows.js';
import { cutMiddle, span } from './spans.js';
import type { Column } from './table.js';
import { workerListColumns } from './worker-places.js';

/** Draws the connections, or their hosts, in `height` lines. On a narrow screen the last line tells how many are left. */
export function workerList(model: Model, width: number, height: number, isWide: boolean): RowsPart & { count: number } {
  const rows = workerRows(model);
  const isByHost = model.interface.workersBy === 'host';
  const hosts = isByHost ? hostRows(rows) : [];
  const count = isByHost ? hosts.length : rows.length;
  const hasMore = !isWide && count > height - 1;
  const shown = hasMore ? height - 1 : height;
  const look = { height: shown, cursor: cursorOf(model), margin: 2, zebra: model.interface.zebra } as const;
  const part = isByHost
    ? tableRows(hostColumns(hosts, width), hosts, look)
    : tableRows(workerListColumns(model, width, isWide), rows, look);
  return { ...part, count, lines: hasMore ? [...part.lines, moreLine(part, count)] : part.lines };
}

function moreLine({ from, to }: RowsPart, count: number): Line {
  const above = from > 1 ? `${from - 1} above, ` : '';
  return { spans: [span(`  … ${above}${count - to} more`, 'dim')] };
}

const BAR_CELLS = 16;

function hostColumns(hosts: readonly HostRow[], width: number): Column<HostRow>[] {
  const most = hosts[0]?.workers ?? 0;
  const rest = Math.max(1, width - 48);
  const columns: readonly Column<HostRow>[] = [
    { heading: 'HOST', gap: 0, width: 17, cell: ({ address }) => [span(cutMiddle(address, 17))] },
    {
      heading: 'WORKERS',
      gap: 1,
      width: 8,
      align: 'right',
      arrow: '↓',
      cell: ({ workers }) => [span(String(workers))],
    },
    {
      heading: '',
      gap: 2,
      width: BAR_CELLS,
      cell: ({ workers }) => [span(solidBar(workers, most, BAR_CELLS), 'busy-low')],
    },
    { heading: 'FUNCTIONS', gap: 2, width: rest, cell: ({ functionLabels }) => [span(namesIn(functionLabels, rest))] },
  ];
  return columns.slice(0, width < 60 ? 3 : 4);
}
