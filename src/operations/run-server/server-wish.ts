import type { GearmanQueueFile, ServerOptions } from '../../server/index.js';
import type { ListenAddress } from './listen-address.js';

/** What is decided here: where to listen, and who hears of what happens. */
type Decided = 'host' | 'port' | 'unix' | 'listen' | 'report' | 'version';

/** What job server is to run. */
export interface ServerWish extends Omit<ServerOptions, Decided> {
  readonly listen: readonly ListenAddress[];
  /** The paths of unix sockets. */
  readonly unix: readonly string[];
  /** Listening sockets that were opened for this process. With any, `listen` counts for nothing. */
  readonly fds?: readonly number[];
  /** In place of `store` and `importFrom`: a file that is a gearmand's before and after. */
  readonly shared?: SharedFile;
  /** How long running jobs may take when the server stops. */
  readonly drainTimeoutMs: number;
  /** A file for the number of this process, while the server runs. */
  readonly pidFile?: string;
}

/** A file whose jobs a gearmand has before this server runs, and after it. */
export interface SharedFile extends GearmanQueueFile {
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
