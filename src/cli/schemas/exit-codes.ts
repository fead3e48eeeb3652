import { arrayOf, count, documentSchema, object, text } from './json-schema.js';

/** What `help exit-codes --json` prints. */
export const exitCodesSchema = documentSchema('gearctl/exit-codes/1', 'The exit codes of all commands.', {
  exit_codes: arrayOf(object({ code: count, name: text, when: text })),
});
