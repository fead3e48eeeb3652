import { type Complain, orComplain } from './complaints.js';
import type { Located, LocatedScalar } from './located.js';

/** Reads a value of a file as what it should be. Gives undefined for one that is something else, with a complaint. */
export type Reader<T> = (located: Located, complain: Complain) => T | undefined;

/** Reads a word or a number as it is written. */
export const text: Reader<string> = (located, complain) => scalarOf(located, complain)?.text;

/** Reads true or false. */
export const truth: Reader<boolean> = (located, complain) => {
  const value = scalarOf(located, complain)?.value;
  if (value === undefined || typeof value === 'boolean') return value;
  complain(located.place, `'${value}' is neither true nor false`);
  return undefined;
};

/** Makes a reader of whole numbers within bounds. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (located, complain) => {
    const scalar = scalarOf(located, complain);
    const { value } = scalar ?? {};
    if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    const range = maximum === Number.MAX_SAFE_INTEGER ? `from ${minimum} on` : `from ${minimum} to ${maximum}`;
    if (scalar !== undefined) complain(located.place, `'${scalar.text}' is no whole number ${range}`);
    return undefined;
  };
}

/** Makes a reader of one of several words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return (located, complain) => {
    const written = text(located, complain);
    const word = words.find((each) => each === written);
    if (written !== undefined && word === undefined) {
      complain(located.place, `'${written}' is unknown here`, `write ${words.join(', ')}`);
    }
    return word;
  };
}

/** Makes a reader of text that `parse` makes something of; where it throws, that is the complaint. */
export function parsed<T>(parse: (text: string) => T): Reader<T> {
  return (located, complain) => {
    const written = text(located, complain);
    return written === undefined ? undefined : orComplain(located.place, complain, () => parse(written));
  };
}

/** Makes a reader of lists. Where an item is wrong there is no list. */
export function listOf<T>(item: Reader<T>, advice?: string): Reader<readonly T[]> {
  return (located, complain) => {
    if (located.type !== 'list') {
      complain(located.place, 'this is no list', advice);
      return undefined;
    }
    const items = located.items.flatMap((each) => item(each, complain) ?? []);
    return items.length === located.items.length ? items : undefined;
  };
}

/** Makes a reader of lists that takes one item for a list too. */
export function oneOrMore<T>(item: Reader<T>): Reader<readonly T[]> {
  const list = listOf(item);
  return (located, complain) => {
    if (located.type === 'list') return list(located, complain);
    const one = item(located, complain);
    return one === undefined ? undefined : [one];
  };
}

/**
 * Makes a reader of named values: a map, of which `fromEntry` makes something (a null is a value there), or a list of
 * words such as `NAME=VALUE`, of which `fromWord` does. What these throw are complaints.
 */
export function named<T>(
  fromWord: (word: string) => T,
  fromEntry: (name: string, value: string | null) => T,
): Reader<readonly T[]> {
  const words = listOf(parsed(fromWord), 'write NAME: VALUE, or a list of NAME=VALUE');
  return (located, complain) => {
    if (located.type !== 'map') return words(located, complain);
    return [...located.entries].flatMap(([name, { value }]) => {
      const scalar = scalarOf(value, complain, true);
      if (scalar === undefined) return [];
      const { value: given, text, place } = scalar;
      return orComplain(place, complain, () => fromEntry(name, given === null ? null : text)) ?? [];
    });
  };
}

function scalarOf(located: Located, complain: Complain, takesNull = false): LocatedScalar | undefined {
  if (located.type !== 'scalar') {
    complain(located.place, `a ${located.type} cannot stand here`);
  } else if (located.value === null && !takesNull) {
    complain(located.place, 'there is no value');
  } else {
    return located;
  }
  return undefined;
}
