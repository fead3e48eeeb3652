/** An embedded Gearman job server. */
export { type JobServer, type ServerOptions, startServer } from './server.js';
