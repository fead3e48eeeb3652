import { arrayOf, documentSchema, object, text } from './json-schema.js';

/** What any command prints on stdout besides when it fails and JSON was asked for. */
export const errorSchema = documentSchema(
  'gearctl/error/1',
  'Why a command failed. With --jsonl the first field is "type": "error" in place of "schema".',
  {
    error: object(
      {
        code: { ...text, description: 'the kind of error, in capitals' },
        exit: { type: 'integer', minimum: 1, maximum: 255, description: 'the exit code' },
        message: text,
        servers: arrayOf(
          object({
            server: text,
            errno: { ...text, description: 'the code of the system or of TLS, such as ECONNREFUSED' },
            message: text,
          }),
        ),
        hint: { ...text, description: 'what to try' },
      },
      ['servers', 'hint'],
    ),
  },
);
