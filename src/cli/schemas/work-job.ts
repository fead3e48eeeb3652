import { count, type JsonSchema, object } from './json-schema.js';

/** What `work --jsonl` prints on stdout for each job that it takes. */
export const workJobSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'gearctl/work-job/1',
  description:
    'A job that was taken, one object per line. The workload is "data" where it is UTF-8, else "data_base64".',
  ...object(
    {
      type: { const: 'job' },
      function: { type: 'string' },
      handle: { type: 'string' },
      unique: { type: 'string' },
      reducer: { type: 'string' },
      server: { type: 'string' },
      bytes: count,
      data: { type: 'string' },
      data_base64: { type: 'string' },
    },
    ['data', 'data_base64'],
  ),
};
