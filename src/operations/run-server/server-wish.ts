import type { ListenAddress } from './listen-address.js';

/** What job server is to run. What is left out is as `startServer` has it. */
export interface ServerWish {
  readonly listen: readonly ListenAddress[];
  /** The paths of unix sockets. */
  readonly unix: readonly string[];
  /** Listening sockets that were opened for this process. With any, `listen` counts for nothing. */
  readonly fds?: readonly number[];

  readonly store?: StoreWish;
  /** Whose outcomes are kept: `1000`, `1h`. */
  readonly results?: string;
  /** A file of gearmand's whose jobs are taken over before anybody can connect. */
  readonly importFrom?: GearmandFile;
  /** In place of both: a file that is a gearmand's before and after. */
  readonly shared?: SharedFile;

  readonly handlePrefix?: string;
  readonly order?: '2.0' | '1.1';
  readonly roundRobin?: boolean;
  readonly maxLosses?: number;
  readonly workerWakeup?: number;
  readonly exceptions?: boolean;
  readonly maxQueue?: number;
  readonly lateReports?: 'taken' | 'refused';
  readonly forgetReducers?: boolean;
  readonly limitsFile?: string;

  readonly tls?: { readonly certFile: string; readonly keyFile?: string; readonly caFile?: string };
  readonly accessFile?: string;

  readonly maxPacketBytes: number;
  readonly maxUnsentBytes: number;
  readonly maxConnections?: number;
  readonly idleMs?: number;
  readonly keepAliveMs?: number;
  /** How long running jobs may take when the server stops. */
  readonly drainTimeoutMs: number;
  /** A file for the number of this process, while the server runs. */
  readonly pidFile?: string;
}

/** Where background jobs are kept. */
export interface StoreWish {
  readonly file: string;
}

/** A table of jobs in a file of gearmand's. */
export interface GearmandFile {
  readonly file: string;
  readonly table: string;
}

/** A file whose jobs a gearmand has before this server runs, and after it. */
export interface SharedFile extends GearmandFile {
  /** Nothing is written while the server runs. */
  readonly onlyAtShutdown: boolean;
}

/** What ends a server, or changes it. */
export interface ServerSignals {
  /**
   * Nobody can connect any more, no job is given out, those that run may come to their end for a while. The reason is the
   * name of the process signal, if it was one.
   */
  readonly stop: AbortSignal;
  /** Ends it at once, whatever runs. */
  readonly kill?: AbortSignal;
  /** Nobody can connect any more; it ends once no job is left, and serves who is connected until then. */
  readonly finish?: AbortSignal;
  /** Takes what is to be called when certificates, rules and limits are to be read again. */
  onReload?(reload: () => void): void;
}
