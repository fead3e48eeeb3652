import { readFileSync } from 'node:fs';

/** Where the system keeps the names of services. */
const SERVICES_FILE = '/etc/services';

/** C's strtoul gives this for a number that does not fit. */
const MAX_UNSIGNED_LONG = 2n ** 64n - 1n;

/**
 * Finds the port that a number or the name of a service stands for, as the resolver of the C library does: an empty text
 * is 0, and a number over 65535 loses its higher bits. Gives undefined where there is none.
 */
export function portNumber(service: string, servicesFile = SERVICES_FILE): number | undefined {
  const number = /^\s*([+-]?)(\d+)$/.exec(service);
  if (number === null) return service === '' ? 0 : namedPort(service, servicesFile);
  const [, sign, digits = ''] = number;
  const magnitude = BigInt(digits);
  const value = BigInt.asIntN(
    32,
    magnitude > MAX_UNSIGNED_LONG ? MAX_UNSIGNED_LONG : sign === '-' ? -magnitude : magnitude,
  );
  return value < 0 ? undefined : Number(BigInt.asUintN(16, value));
}

/** Looks a name or an alias up among the lines `NAME PORT/tcp ALIAS… # comment`. */
function namedPort(name: string, servicesFile: string): number | undefined {
  for (const line of textOf(servicesFile).split('\n')) {
    const [official = '', entry = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const port = /^(\d+)\/tcp$/.exec(entry)?.[1];
    if (port !== undefined && [official, ...aliases].includes(name)) return Number(port);
  }
  return undefined;
}

/** A system without the file knows no names. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
