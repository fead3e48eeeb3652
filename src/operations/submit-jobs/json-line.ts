import type { Priority } from '../../client/task.js';
import { GearctlError, InputDataError } from '../../errors.js';
import type { JobRequest } from './job-request.js';

/** What one line of JSON Lines says of a job; what it leaves out comes from the command line. */
export type JobLine = Pick<JobRequest, 'workload'> &
  Partial<Pick<JobRequest, 'functionName' | 'unique' | 'priority' | 'background' | 'runAt'>>;

type Fields = Readonly<Record<string, unknown>>;

const KNOWN = ['function', 'data', 'data_base64', 'json', 'unique', 'priority', 'background', 'at'];
const PRIORITIES = ['high', 'normal', 'low'];
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Reads a line: `{"function", "data" | "data_base64" | "json", "unique", "priority", "background", "at"}`, all of them
 * optional; the value of `json` is submitted as JSON text. Gives nothing for a blank line. Throws InputDataError.
 */
export function parseJobLine(line: Uint8Array): JobLine | undefined {
  const text = decoded(line);
  if (text.trim() === '') return undefined;
  const fields = objectOf(text);
  const unknown = Object.keys(fields).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) {
    const hint = `use ${KNOWN.join(', ')}`;
    throw new InputDataError(`'${unknown}' is no key of a job`, { hint });
  }
  const functionName = textField(fields, 'function');
  const unique = textField(fields, 'unique');
  const priority = priorityField(fields);
  const { background } = fields;
  if (background !== undefined && typeof background !== 'boolean') throw wrong('background', 'true or false');
  const runAt = timeField(fields);
  if (runAt !== undefined && background === false) {
    throw new InputDataError("a job with 'at' is a background job, so 'background' cannot be false");
  }
  return {
    workload: workloadOf(fields),
    ...(functionName !== undefined && { functionName }),
    ...(unique !== undefined && { unique }),
    ...(priority !== undefined && { priority }),
    ...(background !== undefined && { background }),
    ...(runAt !== undefined && { runAt }),
  };
}

/** Turns what is wrong with a line into an error that tells which line. */
export function atLine(error: unknown, line: number): unknown {
  if (!(error instanceof GearctlError)) return error;
  return new InputDataError(`line ${line}: ${error.message}`, {
    line,
    cause: error,
    ...(error.hint !== undefined && { hint: error.hint }),
  });
}

function decoded(line: Uint8Array): string {
  try {
    return decoder.decode(line);
  } catch (error) {
    throw new InputDataError('not UTF-8', { hint: 'put bytes that are no text into data_base64', cause: error });
  }
}

function objectOf(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputDataError(`not JSON: ${(error as SyntaxError).message}`, { cause: error });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new InputDataError('not an object', { hint: 'write an object, such as {"data":"…"}' });
}

function workloadOf(fields: Fields): Uint8Array {
  const given = ['data', 'data_base64', 'json'].filter((key) => key in fields);
  if (given.length > 1) throw new InputDataError(`a job has either ${given.join(' or ')}`);
  if ('json' in fields) return encoder.encode(JSON.stringify(fields.json, exactNumber));
  const base64 = textField(fields, 'data_base64');
  if (base64 !== undefined) return base64Bytes(base64);
  const data = textField(fields, 'data') ?? '';
  if (LONE_SURROGATE.test(data)) {
    throw new InputDataError("'data' holds half a character, which has no bytes", {
      hint: 'put bytes that are no text into data_base64',
    });
  }
  return encoder.encode(data);
}

/** Refuses whole numbers whose last digits were lost when they were read. */
function exactNumber(_key: string, value: unknown): unknown {
  if (!Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value as number) >= 1e21) return value;
  throw new InputDataError(`'json' holds a number over 2^53, near ${value}`, {
    hint: 'put the text into data instead',
  });
}

function base64Bytes(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw wrong('data_base64', 'Base64');
  return Buffer.from(text, 'base64');
}

function priorityField(fields: Fields): Priority | undefined {
  const { priority } = fields;
  if (priority === undefined) return undefined;
  if (typeof priority !== 'string' || !PRIORITIES.includes(priority)) throw wrong('priority', 'high, normal or low');
  return priority as Priority;
}

/** Reads a time with its zone, or seconds since 1970. */
function timeField({ at }: Fields): Date | undefined {
  if (at === undefined) return undefined;
  const isTime = typeof at === 'string' && RFC_3339.test(at);
  const time = new Date(isTime ? at : typeof at === 'number' ? at * 1000 : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw wrong('at', 'a time such as 2026-12-24T18:00:00Z, nor seconds since 1970');
}

function textField(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === 'string') return value;
  throw wrong(key, 'a text');
}

function wrong(key: string, wanted: string): InputDataError {
  return new InputDataError(`'${key}' is not ${wanted}`);
}
