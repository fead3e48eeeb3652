import { arrayOf, count, documentSchema, milliseconds, object, text, textOrNull } from './json-schema.js';

/** What `server info --json` prints. */
export const serversSchema = documentSchema(
  'gearctl/servers/1',
  'What each server says of itself; null is what it does not tell. With --jsonl each line is an object of "servers"' +
    ' with "type": "server" as its first field.',
  {
    servers: arrayOf({
      oneOf: [
        object({
          server: text,
          ok: { const: true },
          version: text,
          pid: { type: ['integer', 'null'] },
          log_level: textOrNull,
          rtt_ms: milliseconds,
          tls: { type: 'boolean' },
          functions: count,
          workers: count,
          jobs: count,
        }),
        object({
          server: text,
          ok: { const: false },
          error: { ...text, description: 'the code of the system, such as ECONNREFUSED, or of our own' },
          message: text,
        }),
      ],
    }),
  },
);
