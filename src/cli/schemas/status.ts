import { arrayOf, count, documentSchema, instant, type JsonSchema, milliseconds, object, text } from './json-schema.js';

const rate: JsonSchema = { type: ['number', 'null'], description: 'jobs a second; null where no server tells' };
const rates = {
  net_per_second: rate,
  submitted_per_second: rate,
  completed_per_second: rate,
  failed_per_second: rate,
};
const jobCounts = { total: count, running: count, waiting: count, workers: count };

/** What `status --json` prints. */
export const statusSchema = documentSchema(
  'gearctl/status/1',
  'Jobs and workers by function, summed up over the servers that answered. With --jsonl each line is an object of' +
    ' "functions" with "type": "function" as its first field, and its "time" when it is repeated.',
  {
    time: instant,
    servers: arrayOf({
      oneOf: [
        object({
          server: text,
          ok: { const: true },
          version: text,
          rtt_ms: milliseconds,
        }),
        object({
          server: text,
          ok: { const: false },
          error: { ...text, description: 'the code of the system, such as ECONNREFUSED, or of our own' },
          message: text,
        }),
      ],
    }),
    functions: arrayOf({ $ref: '#/$defs/function' }),
    totals: object(jobCounts),
    rates: {
      description: 'of "top --once --json" only: how fast it went between the last two polls, null after one',
      oneOf: [
        { type: 'null' },
        object({ functions: arrayOf(object({ name: text, ...rates })), totals: object(rates) }),
      ],
    },
  },
  {
    function: object({
      name: text,
      ...jobCounts,
      waiting_by_priority: {
        description: 'null where a server does not tell',
        oneOf: [{ type: 'null' }, object({ high: count, normal: count, low: count })],
      },
      by_server: { type: 'object', additionalProperties: object(jobCounts) },
    }),
  },
  ['rates'],
);
