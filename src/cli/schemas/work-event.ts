import { arrayOf, count, instant, type JsonSchema, object } from './json-schema.js';

const text: JsonSchema = { type: 'string' };
const seconds: JsonSchema = { type: 'number', minimum: 0, description: 'seconds' };

const job = {
  function: text,
  handle: text,
  unique: text,
  server: text,
  slot: { type: 'integer', minimum: 1, description: 'which of the parallel jobs it was' },
} as const;

const slots: JsonSchema = { type: 'integer', minimum: 1 };

const groups = {
  functions: arrayOf(text),
  slots,
  groups: arrayOf(object({ functions: arrayOf(text), slots })),
} as const;

function event(type: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return object({ type: { const: type }, time: instant, pid: count, ...properties });
}

/** What `work --log-format json` prints on stderr. */
export const workEventSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'gearctl/work-event/1',
  description:
    'What happens in a worker, one object per line. "pid" is the process of the worker. On SIGUSR2 an object of work-status stands among them.',
  oneOf: [
    event('ready', {
      ...groups,
      servers: arrayOf(object({ server: text, up: { type: 'boolean' } })),
    }),
    event('server', { server: text, up: { type: 'boolean' }, message: text }),
    event('start', job),
    event('end', {
      ...job,
      outcome: {
        enum: ['complete', 'fail', 'exception', 'requeued'],
        description: 'requeued: nothing was reported, the server gives the job to another worker',
      },
      exit_code: { type: ['integer', 'null'], description: 'null where the command did not exit by itself' },
      signal: { type: ['string', 'null'], description: 'the signal that ended the command, such as SIGSEGV' },
      duration: seconds,
      bytes_in: count,
      bytes_out: count,
      message: { type: 'string', description: 'why it did not complete' },
    }),
    event('retry', {
      ...job,
      attempt: { type: 'integer', minimum: 2, description: 'which attempt comes next' },
      max_attempts: { type: 'integer', minimum: 2 },
      delay: seconds,
      exit_code: { type: ['integer', 'null'] },
      signal: { type: ['string', 'null'] },
      message: { type: 'string', description: 'why the last attempt failed' },
    }),
    event('stderr', { ...job, message: { type: 'string', description: 'a line that the command wrote' } }),
    event('drain', { running: count }),
    event('stop', { running: count }),
    event('kill', { running: count }),
    event('pause', { running: count }),
    event('resume', { running: count }),
    event('slots', groups),
    event('reload', { changes: arrayOf(text) }),
    event('metrics', { address: { type: 'string', description: 'where /metrics is answered: HOST:PORT' } }),
    event('warning', { message: text }),
  ],
};
