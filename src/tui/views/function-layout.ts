import { FUNCTION_COLUMNS, type FunctionColumn, type Range } from '../model/interface.js';
import type { FunctionModel, Model } from '../model/types.js';
import { availableColumns } from '../selectors/function-columns.js';
import { chartedUntil } from './chart-time.js';
import { FUNCTION_COLUMN_KINDS } from './function-columns.js';
import { stateSign } from './queue-words.js';
import { shorterRange } from './ranges.js';
import { type Column, tableWidth } from './table.js';

type Place = readonly [gap: number, width: number];
type Places = Readonly<Partial<Record<FunctionColumn, Place>>>;

/** The gap before a column and its width, on a screen of fewer than 100 columns. Others have no place there. */
const NARROW: Places = {
  ...{ wait: [1, 7], run: [1, 4], workers: [1, 4], busy: [2, 8], net: [1, 7], trend: [2, 11], drain: [1, 7] },
};

const WIDE: Places = {
  ...{ high: [1, 5], normal: [1, 5], low: [1, 5], wait: [1, 6], run: [1, 5], workers: [1, 5], busy: [2, 13] },
  ...{ in: [1, 6], out: [1, 6], net: [1, 6], fail: [1, 6], oldest: [1, 7], trend: [2, 14], drain: [1, 7] },
};

/** The state has a sign of its own behind what waits. */
const SIGN = { gap: 1, width: 1 };

/** Before the name is where the cursor is. */
const CURSOR_CELLS = 2;

/** Which columns go, in this order, where there is no room for all. */
const DROPPED: readonly (readonly FunctionColumn[])[] = [
  ['high', 'normal', 'low'],
  ['in', 'out'],
  ['oldest'],
  ['fail'],
  ['trend'],
  ['busy'],
  ['net'],
  ['drain'],
];

const NAME_CELLS = { least: 16, most: 32 };

/** Gives the columns of the functions that have a place in `width` cells, the cursor's left out. */
export function functionLayout(model: Model, width: number, isWide: boolean): Column<FunctionModel>[] {
  const places = isWide ? WIDE : NARROW;
  const names = shownColumns(model, places, width);
  const rest = width - CURSOR_CELLS - placesWidth(names, places);
  // What a name does not need makes the trend longer.
  const surplus = names.includes('trend') ? Math.max(0, rest - NAME_CELLS.most) : 0;
  const range = isWide ? model.interface.range : shorterRange(model.interface.range);
  return names.flatMap((name) => {
    const [gap, cells] = places[name] ?? [0, rest - surplus];
    const column = placed(model, name, { gap, width: name === 'trend' ? cells + surplus : cells, range });
    return name === 'wait' ? [column, { ...SIGN, heading: '', cell: (each) => [stateSign(each)] }] : [column];
  });
}

/** Says which column the functions are ordered by, and which way: `WAIT↓`. */
export function sortedHeading({ interface: { functionSort } }: Model): string {
  return `${FUNCTION_COLUMN_KINDS[functionSort.column].heading}${arrowOf(functionSort)}`;
}

/** Names begin with the first letter, numbers with the largest. */
function arrowOf({ column, reverse }: Model['interface']['functionSort']): '↑' | '↓' {
  const isDown = column === 'name' ? reverse : !reverse;
  return isDown ? '↓' : '↑';
}

function shownColumns({ data, interface: { hiddenColumns } }: Model, places: Places, width: number): FunctionColumn[] {
  let names = availableColumns(FUNCTION_COLUMNS, data).filter(
    (name) => (name === 'name' || name in places) && !hiddenColumns.has(name),
  );
  for (const dropped of DROPPED) {
    if (width - CURSOR_CELLS - placesWidth(names, places) >= NAME_CELLS.least) break;
    names = names.filter((name) => !dropped.includes(name));
  }
  return names;
}

function placesWidth(names: readonly FunctionColumn[], places: Places): number {
  const sizes = names.flatMap((name) => places[name] ?? []);
  return sizes.reduce((sum, cells) => sum + cells, tableWidth([SIGN]));
}

function placed(
  model: Model,
  name: FunctionColumn,
  { gap, width, range }: { readonly gap: number; readonly width: number; readonly range: Range },
): Column<FunctionModel> {
  const { heading, align, cell } = FUNCTION_COLUMN_KINDS[name];
  const { functionSort } = model.interface;
  const size = { width, range, until: chartedUntil(model) };
  return {
    ...{ gap, width, heading: name === 'trend' ? `${heading} ${range}` : heading },
    ...(align !== undefined && { align }),
    ...(name === functionSort.column && { arrow: arrowOf(functionSort) }),
    sortsBy: name,
    cell: (each) => cell(each, size),
  };
}
