import { arrayOf, count, documentSchema, type JsonSchema, milliseconds, object, text } from './json-schema.js';

const number: JsonSchema = { type: 'number', minimum: 0 };
const millisecondsOrNull: JsonSchema = { ...milliseconds, type: ['number', 'null'] };

const latency = object({
  p50_ms: millisecondsOrNull,
  p90_ms: millisecondsOrNull,
  p99_ms: millisecondsOrNull,
  max_ms: millisecondsOrNull,
});

/** What `bench --json` prints. */
export const benchSchema = documentSchema(
  'gearctl/bench/1',
  'How many operations a server did in a second, and how long each took; of "histogram" each part has those that took' +
    ' longer than the part before says. "cpu_share" is how much of one CPU the measuring took. With --jsonl a line with' +
    ' "type": "sample" comes every second and at the end one with "type": "result", which has all but "schema".',
  {
    load: { enum: ['submit', 'work', 'echo', 'roundtrip'] },
    server: text,
    server_version: text,
    at_once: count,
    size_bytes: count,
    operations: count,
    failed: count,
    seconds: number,
    per_second: number,
    bytes_per_second: count,
    latency: { $ref: '#/$defs/latency' },
    histogram: arrayOf(object({ up_to_ms: milliseconds, operations: count })),
    cpu_share: number,
  },
  {
    latency,
    sample: object({
      type: { const: 'sample' },
      second: number,
      operations: count,
      failed: count,
      per_second: number,
      latency: { $ref: '#/$defs/latency' },
    }),
  },
);
