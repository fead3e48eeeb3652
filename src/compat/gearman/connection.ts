import type { TlsMaterial } from '../tls-files.js';
import type { Server } from './servers.js';

/** The servers, and how to speak to them. */
export interface Connection {
  readonly servers: readonly Server[];
  readonly tls?: TlsMaterial;
}
