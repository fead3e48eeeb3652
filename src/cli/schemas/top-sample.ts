import { arrayOf, count, instant, type JsonSchema, milliseconds, object, text } from './json-schema.js';

const seconds: JsonSchema = { type: 'number', minimum: 0, description: 'seconds' };
const jobCounts = { total: count, running: count, waiting: count, workers: count };

const priorities: JsonSchema = {
  description: 'null where a server does not tell',
  oneOf: [{ type: 'null' }, object({ high: count, normal: count, low: count })],
};

const quantiles: JsonSchema = {
  description: 'null where nothing was measured',
  oneOf: [{ type: 'null' }, object({ count, p50: seconds, p90: seconds, p99: seconds, max: seconds })],
};

const counters = object({
  submitted: count,
  completed: count,
  failed: count,
  exceptions: count,
  timeouts: count,
  lost: count,
});

const server: JsonSchema = {
  oneOf: [
    object(
      {
        server: text,
        ok: { const: true },
        time: instant,
        version: text,
        rtt_ms: milliseconds,
        took_ms: milliseconds,
        counters: { type: 'boolean', description: 'whether it counts what becomes of jobs' },
        workers: arrayOf(object({ fd: text, address: text, id: text, functions: arrayOf(text) })),
      },
      ['workers'],
    ),
    object({ server: text, ok: { const: false }, error: text, message: text, attempts: count }),
  ],
};

const part: JsonSchema = object(
  {
    ...jobCounts,
    waiting_by_priority: priorities,
    counters,
    oldest_age: { type: ['number', 'null'], minimum: 0, description: 'seconds' },
    wait_time: quantiles,
    run_time: quantiles,
  },
  ['counters', 'oldest_age', 'wait_time', 'run_time'],
);

/** What `top --jsonl` prints and `top --record` writes. */
export const topSampleSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'gearctl/top-sample/1',
  description:
    'What is known after each server was polled once more, one object per line. The "workers" of a server are there when' +
    ' it was asked for them. "events" are those since the line before.',
  ...object({
    schema: { const: 'gearctl/top-sample/1' },
    time: instant,
    servers: arrayOf(server),
    functions: arrayOf(
      object({
        name: text,
        ...jobCounts,
        waiting_by_priority: priorities,
        net_per_second: { type: ['number', 'null'], description: 'how fast the total rises; null until it is known' },
        drain_seconds: { type: ['number', 'null'], minimum: 0 },
        state: { enum: ['stalled', 'growing', 'draining', 'steady', 'idle'] },
        by_server: { type: 'object', additionalProperties: part },
      }),
    ),
    events: arrayOf(object({ time: instant, kind: text, text, server: text, function: text }, ['server', 'function'])),
  }),
};
