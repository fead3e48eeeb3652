import { arrayOf, count, type JsonSchema, text } from './json-schema.js';

const truth: JsonSchema = { type: 'boolean' };
const words = arrayOf({ type: ['string', 'number', 'boolean'] });
const duration: JsonSchema = { type: ['string', 'number'], description: '500ms, 30s, 5m, 1h30m; a number is seconds' };
const size: JsonSchema = { type: ['string', 'integer'], description: '64K, 16M, 1G; a number is bytes' };
const oneOf = (...words: string[]): JsonSchema => ({ enum: words });
const described = (description: string, schema: JsonSchema): JsonSchema => ({ ...schema, description });

const codes: JsonSchema = {
  type: ['array', 'string', 'integer'],
  items: { type: 'integer', minimum: 1, maximum: 255 },
  description: '[6, 7, 28], or 6,7,28',
};

/** A map of words by name, or a list of NAME=VALUE. */
const named = (description: string): JsonSchema => ({
  type: ['object', 'array'],
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
  items: text,
  description,
});

const coprocess: JsonSchema = {
  type: ['object', 'string', 'boolean'],
  description: 'long-lived processes do the jobs: the protocol alone, or these settings',
  properties: {
    protocol: oneOf('jsonl', 'lines', 'frame'),
    share: described('one process for all slots', truth),
    connections: described('to each server: one for each slot, or one for all', oneOf('slot', 'shared')),
    escape: described('lines: newlines and backslashes of a workload are escaped', truth),
    strict: described('jsonl: stdout that is no message fails the jobs in flight', truth),
    max_jobs: described('replace a process after so many jobs', { type: 'integer', minimum: 1 }),
    max_age: described('replace a process after so long', duration),
    max_rss: described('replace a process that uses so much memory', size),
    kill_after: described('how long a process has between being told to stop and KILL', duration),
  },
};

const functionProperties: Readonly<Record<string, JsonSchema>> = {
  command: described('the program and its arguments, with placeholders in the latter', words),
  shell: described('a script for /bin/sh, instead of a command', text),
  args: described('what the script finds as $1, $2 and so on, with placeholders', words),
  coprocess,
  jobs: { type: ['integer', 'string'], description: 'how many at a time: 8, +2, -1, 150% (of the CPUs)' },
  grabs: { type: 'integer', minimum: 1, description: 'how many a slot asks for at once, where they are short' },
  rate: { type: ['string', 'number'], description: 'how many are begun at most: 20/s, 10/m' },
  payload_args: described('the words of the workload are added to the arguments', truth),
  allow_dash: described('values of jobs may begin an argument with a -', truth),
  stdin: oneOf('payload', 'none', 'json'),
  stdout: oneOf('auto', 'complete', 'data', 'lines', 'drop'),
  keep_separator: described('stdout lines: each keeps its newline', truth),
  stderr: oneOf('log', 'warn', 'merge', 'drop'),
  max_output: { type: ['string', 'integer'], description: '16M, 16M:fail or 16M:truncate' },
  max_payload: size,
  progress_from: oneOf('stderr', 'stdout'),
  progress_regex: described('one group for percent, or two for how many of how many', text),
  timeout: duration,
  idle_timeout: described('the longest time without output', duration),
  term_seq: { type: ['string', 'array'], items: { type: ['string', 'number'] }, description: 'TERM,10s,KILL' },
  server_timeout: duration,
  max_wait: duration,
  exceptions: described('a job that fails ends with an exception', truth),
  exception_codes: codes,
  retry_codes: codes,
  stop_codes: codes,
  retries: count,
  retry_mode: oneOf('local', 'requeue', 'resubmit'),
  backoff: { type: ['string', 'number'], description: 'the first and the longest wait: 2s..5m' },
  dead: described('the function that gets jobs that have failed for good', text),
  error_backoff: described('after so many failures in a row, wait', count),
  user: { type: ['string', 'integer'], description: 'NAME or NAME:GROUP' },
  chroot: text,
  cwd: text,
  env: named('{NAME: value, OTHER: null}, or [NAME=value, INHERITED]'),
  clean_env: described('nothing is inherited but PATH and LANG', truth),
  nice: { type: 'integer', minimum: -20, maximum: 19 },
  ulimit: named('{nofile: 1024}, or ["nofile=1024:2048"]'),
  cgroup: { ...named('true, {MemoryMax: 512M}, or [MemoryMax=512M]'), type: ['object', 'array', 'boolean'] },
  keep_dir: oneOf('never', 'on-failure', 'always'),
  linger: duration,
  keep_children: truth,
};

/** What the file of `work --config` says, in YAML or JSON. */
export const workersFileSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'gearctl/workers-file/1',
  description: 'A pool of workers. A key that is not listed is a mistake.',
  type: 'object',
  properties: {
    servers: { type: ['array', 'string'], items: text },
    defaults: { $ref: '#/$defs/function' },
    functions: { type: 'object', additionalProperties: { $ref: '#/$defs/function' } },
    include: {
      type: ['array', 'string'],
      items: text,
      description: 'paths or patterns, from the directory of the file',
    },
  },
  $defs: { function: { type: 'object', properties: functionProperties } },
};
