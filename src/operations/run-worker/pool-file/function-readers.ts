import { dirname, resolve } from 'node:path';
import { checkFunctionName } from '../../function-name.js';
import type { EndStep } from '../function-settings.js';
import { orComplain } from './complaints.js';
import { COPROCESS_KEYS, protocol } from './coprocess-keys.js';
import type { CoprocessWish } from './function-wish.js';
import { listOf, named, parsed, type Reader, text } from './readers.js';
import { readSection } from './section.js';
import { parseEndSequence } from './values/end-sequence.js';
import { parseVariable, variable } from './values/environment.js';
import { parseExitCode, parseExitCodes } from './values/exit-codes.js';
import { parseResourceLimit } from './values/resource-limit.js';
import { parseUnitProperty } from './values/unit-property.js';

/** Reads a program and its arguments, or the arguments of a script. */
export const words = listOf(text, 'write [PROGRAM, ARGUMENT, ...]; a line for a shell goes under shell');

/** Reads a path, which counts from the directory of its file. */
export const path: Reader<string> = (located, complain) => {
  const written = text(located, complain);
  return written === undefined ? undefined : resolve(dirname(located.place.path), written);
};

/** Reads the name of a function. */
export const functionName = parsed((name) => {
  checkFunctionName(name);
  return name;
});

/** Reads a list of exit codes, or `6,7,28`. */
export const exitCodes: Reader<ReadonlySet<number>> = (located, complain) => {
  if (located.type !== 'list') return parsed(parseExitCodes)(located, complain);
  const codes = listOf(parsed(parseExitCode))(located, complain);
  return codes && new Set(codes);
};

/** Reads `TERM,10s,KILL`, or the same as a list. */
export const endSequence: Reader<readonly EndStep[]> = (located, complain) => {
  const steps = located.type === 'list' ? listOf(text)(located, complain)?.join() : text(located, complain);
  return steps === undefined ? undefined : orComplain(located.place, complain, () => parseEndSequence(steps));
};

/** Reads `{nofile: 1024}` or `['nofile=1024:2048']`. */
export const resourceLimits = named(parseResourceLimit, (name, value) => parseResourceLimit(`${name}=${value ?? ''}`));

/** Reads `{NAME: value, OTHER: null}` or `['NAME=value', 'INHERITED']`. */
export const environment = named(parseVariable, variable);

/** Reads true, or the properties of a scope: `{MemoryMax: 512M}` or `['MemoryMax=512M']`. */
export const cgroup: Reader<readonly string[]> = (located, complain) => {
  if (located.type === 'scalar' && located.value === true) return [];
  const properties = named(parseUnitProperty, (name, value) => parseUnitProperty(`${name}=${value ?? ''}`));
  return properties(located, complain);
};

/** Reads a protocol, a map of settings, or whether there is a co-process at all. */
export const coprocess: Reader<CoprocessWish | false> = (located, complain) => {
  if (located.type === 'map') return readSection(located, COPROCESS_KEYS, complain).wish;
  if (located.type === 'scalar' && typeof located.value === 'boolean') return located.value ? {} : false;
  const named = protocol(located, complain);
  return named && { protocol: named };
};
