import { arrayOf, documentSchema, object, text } from './json-schema.js';

/** What commands print with --json that change one thing after the other. */
export const changesSchema = documentSchema(
  'gearctl/changes/1',
  'What came of each change. With --jsonl each line is an object of "results" with "type": "change" as its first field.',
  {
    results: arrayOf({ $ref: '#/$defs/change' }),
  },
  {
    change: object({
      name: text,
      outcome: { enum: ['done', 'not_found', 'refused', 'error'] },
      message: text,
    }),
  },
);
