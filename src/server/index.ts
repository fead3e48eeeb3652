/** An embedded Gearman job server. */
export type { GearmanQueueFile } from './job-import.js';
export type { JobServer } from './running-server.js';
export { startServer } from './server.js';
export type { ListenPlace, ServerOptions } from './server-options.js';
