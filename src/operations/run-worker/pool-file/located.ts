/** A place in a file; both numbers count from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A value of a file, with its place. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly type: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** As it is written: `010` and `1.10` are numbers, and may be meant as words. */
  readonly text: string;
}

export interface LocatedList {
  readonly type: 'list';
  readonly place: Place;
  readonly items: readonly Located[];
}

export interface LocatedMap {
  readonly type: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

/** A key and its value. */
export interface LocatedEntry {
  readonly keyPlace: Place;
  readonly value: Located;
}

/** Writes a place as editors and compilers do: `workers.yaml:3:14`. */
export function placeText({ path, line, column }: Place): string {
  return `${path}:${line}:${column}`;
}
