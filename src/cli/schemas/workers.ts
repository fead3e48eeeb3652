import { arrayOf, count, documentSchema, instant, object, text, textOrNull } from './json-schema.js';

/** What `workers --json` prints. */
export const workersSchema = documentSchema(
  'gearctl/workers/1',
  'Connections and the functions they can do. With --jsonl each line is an object of "workers" with "type": "worker"' +
    ' as its first field, or with --by one of "groups" with "type": "group"; and its "time" when it is repeated.',
  {
    time: instant,
    servers: arrayOf(
      object({ server: text, ok: { type: 'boolean' }, error: text, message: text }, ['error', 'message']),
    ),
    workers: arrayOf({ $ref: '#/$defs/worker' }),
    groups: arrayOf({ $ref: '#/$defs/group' }),
  },
  {
    worker: object({
      server: text,
      fd: { ...text, description: 'what the server numbers the connection by' },
      address: text,
      id: { ...textOrNull, description: 'the client ID, null where none was set' },
      functions: arrayOf(text),
    }),
    group: object({
      by: { enum: ['host', 'function', 'id'] },
      name: text,
      workers: count,
      functions: arrayOf(text),
      addresses: arrayOf(text),
    }),
  },
  ['groups'],
);
