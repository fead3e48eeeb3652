import { arrayOf, count, instant, type JsonSchema, object } from './json-schema.js';

const text: JsonSchema = { type: 'string' };
const positive: JsonSchema = { type: 'integer', minimum: 1 };

/** What `workers inspect` prints, and what the status file of `work` has in it. */
export const workStatusSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'gearctl/work-status/1',
  description: 'How a worker stands: its functions, and what it is doing.',
  ...object({
    schema: { const: 'gearctl/work-status/1' },
    id: text,
    pid: count,
    state: { enum: ['working', 'paused', 'draining', 'stopping', 'killing'] },
    time: instant,
    started: instant,
    functions: arrayOf(
      object({
        functions: { ...arrayOf(text), description: 'they share the slots' },
        slots: positive,
        running: count,
        paused: { type: 'boolean' },
        complete: count,
        failed: count,
        requeued: { ...count, description: 'given back to their servers, or lost with them' },
      }),
    ),
    jobs: arrayOf(
      object({
        function: text,
        handle: text,
        unique: text,
        server: text,
        slot: positive,
        attempt: positive,
        pid: { type: ['integer', 'null'], description: 'null where no process runs, as between two attempts' },
        since: instant,
        seconds: { type: 'number', minimum: 0 },
        progress: { type: ['array', 'null'], description: 'numerator and denominator, where the command tells' },
      }),
    ),
  }),
};
