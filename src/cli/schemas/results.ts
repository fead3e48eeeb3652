import { arrayOf, count, documentSchema, instant, type JsonSchema, object, text, textOrNull } from './json-schema.js';

const seconds: JsonSchema = { type: ['number', 'null'], minimum: 0, description: 'seconds from the start to the end' };

/** How a job ended, as lists and single answers have it. */
const resultSchema = object({
  handle: text,
  function: text,
  unique: textOrNull,
  server: { ...text, description: 'the server that the job was on' },
  source: { ...text, description: 'who knows it: "journal", or a server' },
  outcome: {
    enum: ['complete', 'fail', 'exception', 'timeout', 'lost', 'cancelled', 'abandoned'],
    description: 'lost: the connection to its server broke, and the server may have given it to another worker',
  },
  exit_code: { type: ['integer', 'null'], description: "of the worker's command, null where it is not known" },
  signal: { ...textOrNull, description: 'the signal that ended the command' },
  message: { ...textOrNull, description: 'why it is not complete' },
  attempts: count,
  worker: { ...textOrNull, description: 'the client ID of the worker that had it last' },
  started: { oneOf: [instant, { type: 'null' }] },
  finished: instant,
  duration: seconds,
  bytes: { ...count, description: 'the length of the whole result' },
  truncated: { type: 'boolean', description: 'whether less than that is kept' },
});

/** What `results list --json` prints. */
export const resultsSchema = documentSchema(
  'gearctl/results/1',
  'How jobs ended, those that ended last first. With --jsonl, and with results tail, each line is an object of "results"' +
    ' with "type": "result" as its first field.',
  { results: arrayOf({ $ref: '#/$defs/result' }) },
  { result: resultSchema },
);

/** What `results get --json` prints. */
export const jobResultSchema = documentSchema(
  'gearctl/job-result/1',
  'How a job ended, and what it came to: "data" where that is valid UTF-8, else "data_base64".',
  { ...resultSchema.properties, data: text, data_base64: text },
  undefined,
  ['data', 'data_base64'],
);
