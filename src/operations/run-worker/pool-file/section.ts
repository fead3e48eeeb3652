import type { Complain } from './complaints.js';
import type { Located, Place } from './located.js';
import { nearestName } from './nearest-name.js';
import type { Reader } from './readers.js';

/** More names than this are no help in a message. */
const MAX_LISTED = 10;

/** The keys that a section may have, each with the reader of what it says. */
export type Keys<T> = Readonly<Record<string, Reader<T>>>;

/** What a section of a file says, and where it says it. */
export interface Section<T> {
  readonly wish: T;
  /** Where the values of its keys are. */
  readonly places: ReadonlyMap<string, Place>;
}

/** Makes a row of `Keys`: `read` reads the value and `put` says what it means. */
export function key<T, Wish>(read: Reader<T>, put: (value: T) => Wish): Reader<Wish> {
  return (located, complain) => {
    const value = read(located, complain);
    return value === undefined ? undefined : put(value);
  };
}

/** Reads a map by its keys. What is wrong with it is complained about and left out. */
export function readSection<T extends object>(
  located: Located,
  keys: Keys<T>,
  complain: Complain,
): Section<Partial<T>> {
  const places = new Map<string, Place>();
  let wish: Partial<T> = {};
  if (located.type !== 'map') {
    complain(located.place, 'this is no map of settings', 'write KEY: VALUE');
    return { wish, places };
  }
  for (const [name, { keyPlace, value }] of located.entries) {
    const read = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (read === undefined) {
      complain(keyPlace, `'${name}' is no setting here`, meant(name, Object.keys(keys)));
      continue;
    }
    places.set(name, value.place);
    wish = { ...wish, ...read(value, complain) };
  }
  return { wish, places };
}

function meant(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  if (nearest !== undefined) return `write ${nearest}`;
  return names.length > MAX_LISTED ? 'gearctl help schema workers-file lists them' : `there are ${names.join(', ')}`;
}
