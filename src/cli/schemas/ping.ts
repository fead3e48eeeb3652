import { arrayOf, count, documentSchema, instant, milliseconds, object, text } from './json-schema.js';

const millisecondsOrNull = { ...milliseconds, type: ['number', 'null'] } as const;

/** What `server ping --json` prints. */
export const pingSchema = documentSchema(
  'gearctl/ping/1',
  'Round trips to each server; null without any. With --jsonl a line with "type": "reply" comes for each echo and at the' +
    ' end one with "type": "summary" for each server, which is an object of "servers".',
  { servers: arrayOf({ $ref: '#/$defs/summary' }) },
  {
    reply: object(
      {
        server: text,
        seq: { type: 'integer', minimum: 1 },
        time: instant,
        ok: { type: 'boolean' },
        rtt_ms: milliseconds,
        error: text,
        message: text,
      },
      ['rtt_ms', 'error', 'message'],
    ),
    summary: object({
      server: text,
      sent: count,
      received: count,
      min_ms: millisecondsOrNull,
      avg_ms: millisecondsOrNull,
      p99_ms: millisecondsOrNull,
      max_ms: millisecondsOrNull,
    }),
  },
);
