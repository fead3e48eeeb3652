import type { GearctlError } from '../errors.js';
import type { GearmanQueueFile } from './job-import.js';
import type { QueueRules } from './job-queue/queue-options.js';
import type { TlsFiles } from './tls-material.js';

/** A place to listen on. */
export type ListenPlace =
  /** An address of this machine; port 0 takes a free one. */
  | { readonly host: string; readonly port: number }
  /** A unix socket, which is never encrypted. */
  | { readonly path: string }
  /** A socket that whoever started this process has opened for it. */
  | { readonly fd: number };

/** What a job server may be told. */
export interface ServerOptions extends QueueRules {
  /** The address to listen on. Default: 127.0.0.1, where only this machine can connect. */
  readonly host?: string;
  /** The port to listen on; 0 takes a free one. Default: 4730. */
  readonly port?: number;
  /** The path of a unix socket to listen on as well. */
  readonly unix?: string;
  /** All places to listen on, in place of the three above. */
  readonly listen?: readonly ListenPlace[];

  /**
   * The file that keeps background jobs over the end of the server: it is created if it is not there, and belongs to
   * this server until it is closed. Default: none, and jobs end with the server.
   */
  readonly store?: string;
  /** Which outcomes are kept: of so many jobs, or for so long (`1000`, `1h`). In the store, if there is one. Default: none. */
  readonly results?: string;

  /** A file of a gearmand that is not running: its jobs are taken over before anybody can connect, once. */
  readonly importFrom?: GearmanQueueFile;

  /** What handles begin with, before a colon and a number. Default: `H:` and the name of this machine. */
  readonly handlePrefix?: string;
  /** A file of limits by function; `reload` reads it again. */
  readonly limitsFile?: string;

  /** Makes everybody who connects over TCP speak TLS; `reload` reads the files again. */
  readonly tls?: TlsFiles;
  /** A file of rules that say who may do what; `reload` reads it again. Default: everybody may do everything. */
  readonly accessFile?: string;

  /** The largest body of a packet, in bytes; a larger one closes the connection. Default: 64 MiB. */
  readonly maxPacketBytes?: number;
  /** The bytes that a peer may leave unread; with more it is closed when another packet is due. Default: `maxPacketBytes`. */
  readonly maxUnsentBytes?: number;
  /** As many peers may be connected; 0: as many as this process may have files open. Default: 0. */
  readonly maxConnections?: number;
  /** A peer that does nothing, waits for nothing and can do nothing is closed after so many ms; 0: never. Default: 0. */
  readonly idleMs?: number;
  /** After how many ms of silence the system asks whether a peer is still there. Default: 60 000. */
  readonly keepAliveMs?: number;

  /** What `version` answers. Default: `gearctl-` and its version, by which other servers are told from this one. */
  readonly version?: string;
  /** Hears why a peer was turned away or closed, and what cannot be stored or read. The server goes on. */
  readonly report?: (error: GearctlError) => void;
}
