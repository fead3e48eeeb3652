import { arrayOf, documentSchema, instant, object, text } from './json-schema.js';

/** What `tls init --json` prints. */
export const certificatesSchema = documentSchema(
  'gearctl/certificates/1',
  'The certificates of an authority, a server and its clients, and the commands to go on with.',
  {
    certificates: arrayOf(
      object({
        role: { enum: ['authority', 'server', 'client'] },
        name: { ...text, description: 'what its files are called; of a client also its common name' },
        hosts: { ...arrayOf(text), description: "where a server is found, by its certificate; others' are empty" },
        cert_file: text,
        key_file: text,
        expires: instant,
        new: { type: 'boolean', description: 'false for one that was there before' },
      }),
    ),
    next: { ...arrayOf(text), description: 'shell commands: one that starts the server, one that asks it' },
  },
);
