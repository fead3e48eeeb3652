import type { TlsOptions } from '../net/dial.js';

/** How an Admin is set up. */
export interface AdminOptions {
  /** How TLS is set up. With it, a server given as text is asked over TLS. */
  readonly tls?: TlsOptions;
  /** The longest wait for a connection, in ms. Default: 4000. */
  readonly connectTimeoutMs?: number;
  /** The longest wait for an answer, connecting included, in ms; 0 for none. Default: 10 000. */
  readonly timeoutMs?: number;
  /** Gives up whatever is under way. */
  readonly signal?: AbortSignal;
}

/** How many jobs a function may hold, waiting and running, before new ones of a priority are refused; null is no limit. */
export interface QueueLimits {
  readonly high: number | null;
  readonly normal: number | null;
  readonly low: number | null;
}

/** Which jobs are listed. */
export interface JobSelection {
  /** Of this function only. The text protocol cannot carry a name with a space in it, nor `*`. */
  readonly functionName?: string;
  /** As many at most, up to 10 000. Default: 1000. */
  readonly limit?: number;
}
