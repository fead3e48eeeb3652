import { benchSchema } from './bench.js';
import { certificatesSchema } from './certificates.js';
import { changesSchema } from './changes.js';
import { errorSchema } from './error.js';
import { exitCodesSchema } from './exit-codes.js';
import { jobSchema, jobsSchema } from './jobs.js';
import type { JsonSchema } from './json-schema.js';
import { pingSchema } from './ping.js';
import { jobResultSchema, resultsSchema } from './results.js';
import { serveEventSchema } from './serve-event.js';
import { serversSchema } from './servers.js';
import { statusSchema } from './status.js';
import { submitEventSchema, submitJobSchema, submitSchema } from './submit.js';
import { topSampleSchema } from './top-sample.js';
import { workEventSchema } from './work-event.js';
import { workJobSchema } from './work-job.js';
import { workStatusSchema } from './work-status.js';
import { workersSchema } from './workers.js';
import { workersFileSchema } from './workers-file.js';

/** The schemas of all that gearctl prints as JSON, by the names under which `help schema` shows them. */
export const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  bench: benchSchema,
  certificates: certificatesSchema,
  changes: changesSchema,
  error: errorSchema,
  'exit-codes': exitCodesSchema,
  job: jobSchema,
  'job-result': jobResultSchema,
  jobs: jobsSchema,
  ping: pingSchema,
  results: resultsSchema,
  'serve-event': serveEventSchema,
  servers: serversSchema,
  status: statusSchema,
  submit: submitSchema,
  'submit-event': submitEventSchema,
  'submit-job': submitJobSchema,
  'top-sample': topSampleSchema,
  'work-event': workEventSchema,
  'work-job': workJobSchema,
  'work-status': workStatusSchema,
  workers: workersSchema,
  'workers-file': workersFileSchema,
};
