import { errorSchema } from './error.js';
import { arrayOf, count, documentSchema, instant, type JsonSchema, object, text, textOrNull } from './json-schema.js';

const seconds: JsonSchema = { type: 'number', minimum: 0, description: 'seconds' };
const exit: JsonSchema = { type: 'integer', minimum: 0, maximum: 255, description: 'the exit code' };
const error: JsonSchema = errorSchema.properties?.error ?? {};

/** Of the two fields one is there. */
const data = {
  data: { ...text, description: 'bytes that are valid UTF-8' },
  data_base64: { ...text, description: 'bytes that are not' },
} as const;
const DATA = Object.keys(data);

const source = {
  seq: { type: 'integer', minimum: 1, description: 'the number of the job, in the order of the input' },
  handle: { ...textOrNull, description: 'null if no server has accepted the job' },
  server: textOrNull,
  time: instant,
} as const;

const job = { ...source, function: text, unique: textOrNull } as const;

const result = {
  ...job,
  outcome: {
    enum: ['accepted', 'complete', 'fail', 'exception', 'timeout', 'lost', 'unknown'],
    description:
      'accepted: a background job that the server has; lost: refused, or the connection broke; timeout and unknown: given up',
  },
  ...data,
  bytes: { ...count, description: 'the length of the whole result' },
  duration: seconds,
  attempts: { ...count, description: 'how often it was submitted' },
  exit,
  error,
} as const;

const summary = {
  submitted: count,
  accepted: { ...count, description: 'background jobs; the others are counted by their outcome' },
  complete: count,
  fail: count,
  exception: count,
  timeout: count,
  lost: count,
  unknown: count,
  seconds,
  exit,
} as const;

/** What `submit --json` prints. */
export const submitSchema = documentSchema(
  'gearctl/submit/1',
  'What became of each job, in the order in which they ended; data is the whole result, or what an exception says.' +
    ' "error" in the summary is what stopped the jobs before the end of the input.',
  { results: arrayOf(object(result, [...DATA, 'error'])), summary: object({ ...summary, error }, ['error']) },
);

/** What `submit --jsonl` prints. */
export const submitEventSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'gearctl/submit-event/1',
  description:
    'What happens to the jobs, one object per line. A result is the data of all data events of its job and that of the' +
    ' result event. A background job ends with its created event.',
  oneOf: [
    event('created', job),
    event('data', { ...source, ...data }, DATA),
    event('warning', { ...source, ...data }, DATA),
    event('status', { ...source, numerator: { type: 'number' }, denominator: { type: 'number' } }),
    event('result', result, [...DATA, 'error']),
    event('error', { error }),
    event('summary', summary),
  ],
};

/** What `submit --dry-run` prints, and what `submit --input jsonl` takes, where a job may have `json` in place of data. */
export const submitJobSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'gearctl/submit-job/1',
  description: 'A job to submit, one object per line.',
  ...object(
    {
      function: text,
      ...data,
      unique: text,
      priority: { enum: ['high', 'normal', 'low'] },
      background: { type: 'boolean' },
      at: { ...instant, description: 'not to be worked before' },
    },
    [...DATA, 'unique', 'at'],
  ),
};

function event(
  type: string,
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  return object({ type: { const: type }, ...properties }, optional);
}
