import { benchSchema } from './bench.js';
import { certificatesSchema } from './certificates.js';
import { errorSchema } from './error.js';
import { exitCodesSchema } from './exit-codes.js';
import type { JsonSchema } from './json-schema.js';
import { pingSchema } from './ping.js';
import { serveEventSchema } from './serve-event.js';
import { serversSchema } from './servers.js';
import { statusSchema } from './status.js';
import { submitEventSchema, submitJobSchema, submitSchema } from './submit.js';
import { workEventSchema } from './work-event.js';
import { workJobSchema } from './work-job.js';
import { workersSchema } from './workers.js';

/** The schemas of all that gearctl prints as JSON, by the names under which `help schema` shows them. */
export const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  bench: benchSchema,
  certificates: certificatesSchema,
  error: errorSchema,
  'exit-codes': exitCodesSchema,
  ping: pingSchema,
  'serve-event': serveEventSchema,
  servers: serversSchema,
  status: statusSchema,
  submit: submitSchema,
  'submit-event': submitEventSchema,
  'submit-job': submitJobSchema,
  'work-event': workEventSchema,
  'work-job': workJobSchema,
  workers: workersSchema,
};
