import { arrayOf, count, instant, type JsonSchema, object } from './json-schema.js';

const text: JsonSchema = { type: 'string' };

function event(type: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return object({ type: { const: type }, time: instant, pid: count, ...properties });
}

const moved = { jobs: count, file: text, notes: arrayOf(text) };

/** What `serve --log-format json` prints on stderr. */
export const serveEventSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'gearctl/serve-event/1',
  description:
    'What happens to a job server besides its jobs, one object per line. "pid" is the process of the server.',
  oneOf: [
    event('ready', {
      address: { ...text, description: 'where clients and workers of this machine find it' },
      addresses: arrayOf(text),
      store: { type: ['string', 'null'], description: 'the file that keeps background jobs; null: memory' },
    }),
    event('restored', { jobs: { ...count, description: 'background jobs of before that wait again' } }),
    event('imported', moved),
    event('exported', moved),
    event('problem', { code: text, message: text }),
    event('reloaded', { problems: { ...count, description: 'those told of meanwhile: what they are about stays' } }),
    event('draining', { running: count }),
    event('stopped', { running: { ...count, description: 'jobs that were running still' } }),
  ],
};
