import { displayWidth } from '../../cli/output/display-width.js';
import { durationText } from '../durations.js';
import type { Line, Role, Span } from '../lines.js';
import type { FunctionModel, Model, QueueState, ServerModel } from '../model/types.js';
import { countedParts } from '../selectors/counted-parts.js';
import { functionRows } from '../selectors/function-rows.js';
import { measuredRates } from './measured-rates.js';

const STATE_ROLES: Readonly<Record<QueueState, Role>> = {
  stalled: 'alarm',
  growing: 'growing',
  draining: 'draining',
  steady: 'calm',
  idle: 'dim',
};

/** A column of a block: heading, what a function has in it, and whether that is on the left. */
interface BlockColumn {
  readonly heading: string;
  readonly isText?: boolean;
  cell(each: FunctionModel): Span;
}

/** Gives the columns. What is printed once cannot wait until there are polls enough for a smooth rate. */
const columnsOf = (servers: readonly ServerModel[], isOnce: boolean): readonly BlockColumn[] => [
  {
    heading: 'FUNCTION',
    isText: true,
    cell: ({ label, isStale }) => ({ text: label, role: isStale ? 'dim' : 'text' }),
  },
  { heading: 'WAIT', cell: ({ waiting }) => ({ text: String(waiting) }) },
  { heading: 'RUN', cell: ({ running }) => ({ text: String(running) }) },
  { heading: 'WRK', cell: ({ workers }) => ({ text: String(workers) }) },
  { heading: 'NET/s', cell: (each) => ({ text: rateText(isOnce ? lastNet(each, servers) : each.netPerSecond) }) },
  { heading: 'DRAIN', cell: ({ drainMs }) => ({ text: drainMs === undefined ? '-' : durationText(drainMs) }) },
  { heading: 'STATE', isText: true, cell: ({ state }) => ({ text: state, role: STATE_ROLES[state] }) },
];

/**
 * Writes what is known as a block of lines: the time and the servers, then a table of the functions, as wide as need be.
 * With `isOnce` rates are those between the last two polls.
 */
export function blockLines(model: Model, epochMs: number, isOnce = false): Line[] {
  const { rows, folded } = functionRows(model);
  const table = tableLines(rows, columnsOf(model.data.servers, isOnce));
  const rest = folded === 0 ? [] : [{ spans: [{ text: `${folded} idle`, role: 'dim' } as const] }];
  return [{ spans: [{ text: headText(model, epochMs), role: 'heading' }] }, ...table, ...rest];
}

function headText({ data, setup }: Model, epochMs: number): string {
  const { waiting, running, workers } = data.totals;
  const counted = data.servers.filter(({ isCounted }) => isCounted).length;
  const servers = [`${counted}/${data.servers.length} servers`, ...data.servers.flatMap(failureText)];
  const jobs = `${waiting} waiting, ${running} running, ${workers} workers`;
  const head = `${new Date(epochMs).toISOString()}  ${jobs}  ${servers.join(', ')}`;
  // What is made up must not be taken for the truth.
  return setup.source === 'demo' ? `${head}  (demo)` : head;
}

function failureText({ label, failure }: ServerModel): string[] {
  return failure === undefined ? [] : [`${label} ${failure.message}`];
}

function tableLines(rows: readonly FunctionModel[], kinds: readonly BlockColumn[]): Line[] {
  if (rows.length === 0) return [{ spans: [{ text: 'no functions', role: 'dim' }] }];
  const columns = kinds.map(({ heading, isText, cell }, at) => {
    const cells: Span[] = [{ text: heading, role: 'heading' }, ...rows.map(cell)];
    if (at === kinds.length - 1) return cells;
    const width = Math.max(...cells.map(({ text }) => displayWidth(text)));
    return cells.map((span) => padded(span, width, isText === true));
  });
  return [undefined, ...rows].map((_, at) => ({
    spans: columns.flatMap((cells, column) => [...(column === 0 ? [] : [{ text: '  ' }]), cells[at] ?? { text: '' }]),
  }));
}

function padded({ text, ...rest }: Span, width: number, isText: boolean): Span {
  const blanks = ' '.repeat(width - displayWidth(text));
  return { ...rest, text: isText ? text + blanks : blanks + text };
}

function lastNet(each: FunctionModel, servers: readonly ServerModel[]): number | undefined {
  return measuredRates(countedParts(each, servers).map(([, part]) => part)).net ?? undefined;
}

function rateText(perSecond: number | undefined): string {
  if (perSecond === undefined) return '-';
  const text = perSecond.toFixed(1);
  return perSecond > 0 && text !== '0.0' ? `+${text}` : text.replace('-0.0', '0.0');
}
