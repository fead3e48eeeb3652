import { NameError, UsageError } from '../errors.js';
import type { BackoffOptions } from '../net/backoff.js';
import { DEFAULT_CONNECT_TIMEOUT_MS, type TlsOptions } from '../net/dial.js';
import type { ServerAddress } from '../net/server-address.js';
import { chosenServers, type ServerChoice } from '../net/server-choice.js';
import { clientIdOf, MAX_CLIENT_ID_BYTES } from '../protocol/names.js';
import type { WorkerEvent } from './worker-event.js';

/** How a worker is set up. It takes jobs from all of its servers. */
export interface WorkerOptions extends ServerChoice {
  /** The longest wait for a connection, in ms. Default: 4000. */
  readonly connectTimeoutMs?: number;
  /**
   * The client ID that servers list, without spaces. With several slots `.1`, `.2` and so on follow; a slot that began
   * alone keeps the plain one. Default: none, which is listed as `-`.
   */
  readonly id?: string;
  /** How many jobs run at a time: each slot has a connection of its own to each server. Default: 1. */
  readonly concurrency?: number;
  /**
   * The most jobs that a slot asks a server for at once, which spares round trips where jobs are short. They run one
   * after the other, so those behind a long one wait for it although another worker might have them. Only as many are
   * asked for as are likely there. Default: 1.
   */
  readonly maxGrabs?: number;
  /**
   * How often a sleeping worker asks again although nobody woke it, in ms: a lost wake-up costs no more, and gearmand
   * before 2.0 wakes nobody when a delayed job falls due. 0 for never. Default: 1000.
   */
  readonly pollMs?: number;
  /** The longest wait for the answer of a server that was asked for a job, in ms; then it counts as lost. Default: 30 000. */
  readonly answerTimeoutMs?: number;
  /** The waits between attempts to reach a server. Default: 200 ms, doubling up to 30 s. */
  readonly backoff?: BackoffOptions;
  /** Whether a server that is lost or cannot be reached is tried again, for ever. Default: true. */
  readonly reconnect?: boolean;
  /** The largest packet to be accepted, in bytes. Default: 64 MiB. */
  readonly maxPacketBytes?: number;
  /** Sends the option `exceptions`, as PHP's workers do. Servers make use of it for clients only. Default: false. */
  readonly exceptions?: boolean;
  /** Hears of all that happens. It must not throw. */
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** Options with all defaults in place. */
export interface WorkerSettings {
  readonly servers: readonly ServerAddress[];
  readonly tls: TlsOptions | undefined;
  readonly connectTimeoutMs: number;
  readonly id: string | undefined;
  readonly concurrency: number;
  readonly maxGrabs: number;
  readonly pollMs: number;
  readonly answerTimeoutMs: number;
  readonly backoff: BackoffOptions & { readonly maxMs: number };
  readonly reconnect: boolean;
  readonly maxPacketBytes: number | undefined;
  readonly exceptions: boolean;
}

/** Fills in the defaults. Throws NameError or UsageError for what cannot be used. */
export function workerSettings(options: WorkerOptions): WorkerSettings {
  const servers = chosenServers(options);
  const concurrency = checkedConcurrency(options.concurrency ?? 1);
  return {
    servers,
    tls: options.tls,
    connectTimeoutMs: options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    id: options.id === undefined ? undefined : checkedId(wordOf(options.id), concurrency),
    concurrency,
    maxGrabs: checkedGrabs(options.maxGrabs ?? 1),
    pollMs: options.pollMs ?? 1000,
    answerTimeoutMs: options.answerTimeoutMs ?? 30_000,
    backoff: { ...options.backoff, maxMs: options.backoff?.maxMs ?? 30_000 },
    reconnect: options.reconnect ?? true,
    maxPacketBytes: options.maxPacketBytes,
    exceptions: options.exceptions ?? false,
  };
}

/** Gives the same settings for another number of slots. Throws as `workerSettings` does. */
export function withConcurrency(settings: WorkerSettings, concurrency: number): WorkerSettings {
  checkedConcurrency(concurrency);
  if (settings.id !== undefined) checkedId(settings.id, concurrency);
  return { ...settings, concurrency };
}

/** Gives a slot's client ID, a byte string; undefined where none is wanted. */
export function slotId({ id, concurrency }: WorkerSettings, slot: number): string | undefined {
  return id === undefined || (concurrency === 1 && slot === 1) ? id : `${id}.${slot}`;
}

function checkedConcurrency(concurrency: number): number {
  if (Number.isInteger(concurrency) && concurrency >= 1) return concurrency;
  throw new UsageError(`a worker cannot run ${concurrency} jobs at a time: it needs a whole number from 1 up`);
}

function checkedGrabs(maxGrabs: number): number {
  if (Number.isInteger(maxGrabs) && maxGrabs >= 1) return maxGrabs;
  throw new UsageError(`a worker cannot ask for ${maxGrabs} jobs at once: it needs a whole number from 1 up`);
}

function wordOf(text: string): string {
  if (text !== '' && !/\s/.test(text)) return clientIdOf(text);
  throw new NameError(`the client ID ${JSON.stringify(text)} is empty or has a space in it`, {
    hint: 'servers list it between spaces: write it in one word',
  });
}

function checkedId(id: string, concurrency: number): string {
  const room = MAX_CLIENT_ID_BYTES - (concurrency === 1 ? 0 : `.${concurrency}`.length);
  if (id.length <= room) return id;
  throw new NameError(`the client ID has ${id.length} bytes; with ${concurrency} slots there is room for ${room}`);
}
