import { arrayOf, count, documentSchema, instant, milliseconds, object, text } from './json-schema.js';

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
);
