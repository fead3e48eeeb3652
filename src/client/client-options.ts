import { UsageError } from '../errors.js';
import { DEFAULT_CONNECT_TIMEOUT_MS, type DialStep, type TlsOptions } from '../net/dial.js';
import type { ServerAddress } from '../net/server-address.js';
import { chosenServers, type ServerChoice } from '../net/server-choice.js';

export type { DialStep };

/** How a client is set up. The first of its servers that can be reached gets the jobs, until it is lost. */
export interface ClientOptions extends ServerChoice {
  /** The longest wait for a connection, in ms. Default: 4000. */
  readonly connectTimeoutMs?: number;
  /** The time-out of every task and question that has none of its own, in ms; 0 for none, which is the default. */
  readonly timeoutMs?: number;
  /** The most submissions on the wire that the server has not answered; others wait in line. Default: 1000. */
  readonly window?: number;
  /** How long a server that failed is tried after all others, in ms. Default: 30 000. */
  readonly deadServerMs?: number;
  /**
   * How often a submission is sent whose answer was lost with a connection, before it is given up. Should a server have
   * got it nevertheless, each further time may make one more job of it. Default: once for each server, but at least 2.
   */
  readonly maxSendings?: number;
  /** The largest packet to be accepted, in bytes. Default: 64 MiB. */
  readonly maxPacketBytes?: number;
  /** The most bytes of events that a task keeps; one with more fails. Default: 256 MiB. */
  readonly maxResultBytes?: number;
  /** Asks each server for exceptions; without, a job that throws just fails. Default: true. */
  readonly exceptions?: boolean;
  /** Hears of the steps of each connection that is made, and the label of its server. */
  readonly onDial?: ((step: DialStep, server: string) => void) | undefined;
}

/** Options with all defaults in place. */
export interface ClientSettings {
  readonly servers: readonly ServerAddress[];
  readonly tls: TlsOptions | undefined;
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
  readonly window: number;
  readonly deadServerMs: number;
  readonly maxSendings: number;
  readonly maxPacketBytes: number | undefined;
  readonly maxResultBytes: number;
  readonly exceptions: boolean;
  readonly onDial: ((step: DialStep, server: string) => void) | undefined;
}

/** Fills in the defaults. Throws AddressError for servers that do not parse, UsageError for a window without room. */
export function clientSettings(options: ClientOptions): ClientSettings {
  const servers = chosenServers(options);
  const { window = 1000 } = options;
  if (!(window >= 1)) throw new UsageError(`a window of ${window} lets nothing be sent: it is 1 or more`);
  return {
    servers,
    tls: options.tls,
    connectTimeoutMs: options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    timeoutMs: options.timeoutMs ?? 0,
    window,
    deadServerMs: options.deadServerMs ?? 30_000,
    // One that takes the connection down with it may not go round for ever.
    maxSendings: options.maxSendings ?? Math.max(2, servers.length),
    maxPacketBytes: options.maxPacketBytes,
    maxResultBytes: options.maxResultBytes ?? 256 * 1024 * 1024,
    exceptions: options.exceptions ?? true,
    onDial: options.onDial,
  };
}
