import type { Listing } from '../../../src/cli/output/column.js';

/** Rows of every kind of value, and their listing. */
export interface Fruit {
  readonly name: string;
  readonly kilos: number | null;
  readonly ripe: boolean;
  readonly colors: readonly string[];
}

export const fruits: readonly Fruit[] = [
  { name: 'apple', kilos: 3204, ripe: true, colors: ['red', 'green', 'yellow'] },
  { name: 'banana', kilos: null, ripe: false, colors: ['yellow'] },
  { name: 'che\trry', kilos: 12, ripe: true, colors: [] },
];

export const fruitListing: Listing<Fruit> = {
  type: 'fruit',
  columns: [
    { key: 'name', heading: 'NAME', value: ({ name }) => name, tint: ({ ripe }) => (ripe ? undefined : 'red') },
    { key: 'kilos', heading: 'KILOS', align: 'right', value: ({ kilos }) => kilos },
    { key: 'ripe', heading: 'RIPE', value: ({ ripe }) => ripe },
    { key: 'colors', heading: 'COLORS', shrinks: true, value: ({ colors }) => colors },
    {
      key: 'remark',
      heading: '',
      tableOnly: true,
      value: ({ ripe }) => (ripe ? '' : 'wait'),
      cell: ({ ripe }) => (ripe ? '' : 'wait'),
    },
  ],
  tableColumns: ['name', 'kilos', 'ripe', 'colors', 'remark'],
  plainColumns: ['name', 'kilos'],
  sortColumn: 'kilos',
  json: (fruit) => ({ ...fruit }),
};
