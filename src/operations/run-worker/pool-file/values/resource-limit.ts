import { UsageError } from '../../../../errors.js';
import { parseSize } from '../../../../size.js';
import type { ResourceLimit } from '../../function-settings.js';

const IN_BYTES = ['as', 'core', 'data', 'fsize', 'memlock', 'msgqueue', 'rss', 'stack'];
const IN_OTHER_UNITS = ['cpu', 'locks', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending'];

/**
 * Reads a limit as prlimit(1) takes it: `nofile=1024` is soft and hard limit, `nofile=1024:2048` one of each, and
 * `unlimited` none. What is counted in bytes may have a unit: `as=2G`. Throws UsageError.
 */
export function parseResourceLimit(text: string): ResourceLimit {
  const [, name = '', values = ''] = /^([a-z]+)(?:=(.*))?$/i.exec(text) ?? [];
  if (![...IN_BYTES, ...IN_OTHER_UNITS].includes(name)) {
    throw new UsageError(`'${text}' limits nothing that the system knows`, {
      hint: `write NAME=SOFT[:HARD], where NAME is one of ${[...IN_BYTES, ...IN_OTHER_UNITS].sort().join(', ')}`,
    });
  }
  if (values === '')
    throw new UsageError(`'${text}' says no limit`, { hint: `write ${name}=SOFT or ${name}=SOFT:HARD` });
  const [soft = '', hard = soft, ...more] = values.split(':');
  const limit = { name, soft: limitOf(name, soft, text), hard: limitOf(name, hard, text) };
  if (more.length > 0 || (limit.hard !== undefined && (limit.soft ?? Number.POSITIVE_INFINITY) > limit.hard)) {
    throw new UsageError(`'${text}' is no limit`, { hint: 'write NAME=SOFT:HARD, with the lower one first' });
  }
  return limit;
}

function limitOf(name: string, value: string, text: string): number | undefined {
  if (value === 'unlimited') return undefined;
  if (IN_BYTES.includes(name)) return parseSize(value);
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new UsageError(`'${text}' is no limit: '${value}' is no number`, { hint: "write a number, or 'unlimited'" });
}
