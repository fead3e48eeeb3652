export type { CoprocessDeath, CoprocessEnd, CoprocessJob } from './coprocess-job.js';
export { CoprocessPool } from './coprocess-pool.js';
export type { CoprocessSettings } from './coprocess-settings.js';
