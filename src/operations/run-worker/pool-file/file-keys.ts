import { COMMAND_ONLY_KEYS } from './command-only-keys.js';
import { FUNCTION_KEYS } from './function-keys.js';
import { functionName } from './function-readers.js';
import type { FunctionWish } from './function-wish.js';
import type { Place } from './located.js';
import { oneOrMore, type Reader, text } from './readers.js';
import { type Keys, key, readSection, type Section } from './section.js';

/** What one file says, without those that it includes. */
export interface FileWish {
  readonly servers: readonly string[];
  readonly defaults: Section<FunctionWish>;
  readonly functions: readonly DescribedFunction[];
  readonly include: readonly Include[];
}

/** A function and what a file says of it. */
export interface DescribedFunction {
  readonly name: string;
  readonly place: Place;
  readonly section: Section<FunctionWish>;
}

/** A path or pattern of more files. */
export interface Include {
  readonly pattern: string;
  readonly place: Place;
}

const section: Reader<Section<FunctionWish>> = (located, complain) => readSection(located, FUNCTION_KEYS, complain);

const describedFunction: Reader<Section<FunctionWish>> = (located, complain) => {
  const read = readSection(located, FUNCTION_KEYS, complain);
  for (const [name, place] of read.wish.coprocess ? read.places : []) {
    if (COMMAND_ONLY_KEYS.includes(name)) complain(place, `'${name}' means nothing to a co-process`, 'take it out');
  }
  return read;
};

const functions: Reader<readonly DescribedFunction[]> = (located, complain) => {
  if (located.type !== 'map') {
    complain(located.place, 'this is no map of functions', 'write NAME: {command: [PROGRAM, ARGUMENT, ...]}');
    return undefined;
  }
  return [...located.entries].flatMap(([written, { keyPlace: place, value }]) => {
    const name = functionName({ type: 'scalar', place, value: written, text: written }, complain);
    const section = describedFunction(value, complain);
    return name === undefined || section === undefined ? [] : [{ name, place, section }];
  });
};

const include: Reader<Include> = (located, complain) => {
  const pattern = text(located, complain);
  return pattern === undefined ? undefined : { pattern, place: located.place };
};

const labels = (text: string) => text.split(',').flatMap((label) => label.trim() || []);

/** Every key that a file may have. */
export const FILE_KEYS: Keys<Partial<FileWish>> = {
  servers: key(oneOrMore(text), (servers) => ({ servers: servers.flatMap(labels) })),
  defaults: key(section, (defaults) => ({ defaults })),
  functions: key(functions, (functions) => ({ functions })),
  include: key(oneOrMore(include), (include) => ({ include })),
};
