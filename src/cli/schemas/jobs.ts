import { arrayOf, count, documentSchema, instant, object, text, textOrNull } from './json-schema.js';

const numberOrNull = { type: ['number', 'null'], minimum: 0 } as const;
const countOrNull = { type: ['integer', 'null'], minimum: 0 } as const;
const instantOrNull = { oneOf: [instant, { type: 'null' }] } as const;

/** What `job list --json` prints. */
export const jobsSchema = documentSchema(
  'gearctl/jobs/1',
  'The jobs that are not over; null is what a server does not tell. With --jsonl each line is an object of "jobs" with' +
    ' "type": "job" as its first field.',
  {
    time: instant,
    servers: arrayOf(
      object(
        {
          server: text,
          ok: { type: 'boolean' },
          detailed: { type: 'boolean', description: 'whether it tells more than handles' },
          total: { ...count, description: 'how many jobs it has, listed or not' },
          error: text,
          message: text,
        },
        ['detailed', 'total', 'error', 'message'],
      ),
    ),
    jobs: arrayOf({ $ref: '#/$defs/job' }),
  },
  {
    job: object({
      server: text,
      handle: text,
      function: textOrNull,
      unique: textOrNull,
      priority: textOrNull,
      state: {
        enum: ['delayed', 'queued', 'running', 'cancelled', 'active'],
        description: 'active: queued or running, which of them gearmand does not tell',
      },
      background: { type: ['boolean', 'null'] },
      age: { ...numberOrNull, description: 'seconds since it was submitted' },
      attempts: { ...countOrNull, description: 'how often a worker got it' },
      retries: { ...countOrNull, description: 'how often a worker was lost with it' },
      worker: textOrNull,
      size: { ...countOrNull, description: 'the bytes of its workload' },
    }),
  },
);

/** What `job status --json` and `job wait --json` print. */
export const jobSchema = documentSchema(
  'gearctl/job/1',
  'What is known of each job that was asked for. With --jsonl each line is an object of "jobs" with "type": "job" as its' +
    ' first field.',
  { time: instant, jobs: arrayOf({ $ref: '#/$defs/job' }) },
  {
    job: object({
      handle: textOrNull,
      unique: textOrNull,
      server: textOrNull,
      state: {
        enum: ['queued', 'running', 'ended', 'unknown'],
        description: 'unknown: ended, cancelled or never there',
      },
      known: { type: 'boolean', description: 'whether a server has it: it waits or runs' },
      running: { type: 'boolean' },
      numerator: { type: 'number' },
      denominator: { type: 'number', description: '0 while the worker reports no progress' },
      percent: { type: ['integer', 'null'] },
      waiting_clients: { ...countOrNull, description: 'null of a job that was asked for by its handle' },
      outcome: { ...textOrNull, description: 'null while it is not over; "unknown" where nobody knows' },
      exit_code: { type: ['integer', 'null'], description: "of the worker's command" },
      signal: textOrNull,
      message: textOrNull,
      attempts: countOrNull,
      worker: textOrNull,
      started: instantOrNull,
      finished: instantOrNull,
      duration: { ...numberOrNull, description: 'seconds' },
      bytes: { ...countOrNull, description: 'the length of its result' },
      source: { ...textOrNull, description: 'who knows the outcome: "journal", or a server' },
    }),
  },
);
