import { FUNCTION_COLUMNS } from '../model/interface.js';
import type { FunctionModel, Model } from '../model/types.js';
import { parseFilter } from './filter.js';
import { columnNumber } from './function-columns.js';

/** The list of the functions as it is to be seen. */
export interface FunctionRows {
  /** In their order. */
  readonly rows: readonly FunctionModel[];
  /** How many are folded into one line. */
  readonly folded: number;
  /** How many there are, whether the filter lets them through or not. */
  readonly all: number;
}

/** The columns that a filter can compare. */
export const FILTER_COLUMNS = FUNCTION_COLUMNS.filter((column) => column !== 'name' && column !== 'trend');

/** Gives the functions that the filter lets through, in the order that was chosen. */
export function functionRows({ data, interface: { filter, functionSort, foldsIdle } }: Model): FunctionRows {
  const all = [...data.functions.values()];
  const parsed = parseFilter(filter.text, FILTER_COLUMNS);
  const wanted = parsed.ok
    ? all.filter((each) => parsed.matches({ text: each.label, number: (column) => columnNumber(each, column) }))
    : all;
  const shown = foldsIdle ? wanted.filter((each) => !isIdle(each)) : wanted;
  const { column, reverse } = functionSort;
  const keyed = shown.map((each) => ({ each, key: columnNumber(each, column) }));
  const sign = reverse ? -1 : 1;
  keyed.sort((a, b) => compareNumbers(a.key, b.key, sign) || byName(a.each, b.each) * (column === 'name' ? sign : 1));
  return { rows: keyed.map(({ each }) => each), folded: wanted.length - shown.length, all: all.length };
}

/** Tells whether a function has no jobs at all. */
export function isIdle({ waiting, running }: FunctionModel): boolean {
  return waiting === 0 && running === 0;
}

/** Orders numbers from the largest, or the other way round; what is not known is last either way. */
function compareNumbers(a: number | undefined, b: number | undefined, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return sign * (b - a);
}

function byName(a: FunctionModel, b: FunctionModel): number {
  return a.label < b.label ? -1 : Number(a.label > b.label);
}
