import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import { type Journal, MemoryJournal, parseRetention } from '../journal/index.js';
import { DEFAULT_PORT } from '../net/server-address.js';
import { DEFAULT_MAX_PACKET_BYTES } from '../protocol/index.js';
import { AccessControl } from './access/access-control.js';
import { readFunctionLimits } from './function-limits.js';
import { JobHost } from './job-host.js';
import { importJobs } from './job-import.js';
import { openSqliteJobStore, type SqliteJobStore } from './job-store/sqlite-job-store.js';
import { Listening } from './listening.js';
import { connectionsByOpenFiles } from './open-files.js';
import { type JobServer, RunningServer } from './running-server.js';
import type { ListenPlace, ServerOptions } from './server-options.js';
import { TlsGate } from './tls-gate.js';
import { readVersion } from './version.js';

const DEFAULT_KEEP_ALIVE_MS = 60_000;

/** Leaves room for the number in a handle of the 63 bytes that gearmand reads. */
const MAX_HANDLE_PREFIX_BYTES = 46;

/**
 * Starts a job server, for this machine alone unless told otherwise. Throws ListenError, StoreError for a store that
 * cannot be used, ConfigError for other files that cannot, and UsageError for results that cannot be kept.
 */
export async function startServer(options: ServerOptions = {}): Promise<JobServer> {
  const { results } = options;
  const journal = results === undefined ? undefined : { retention: parseRetention(results), now: Date.now };
  if (options.store === undefined) return await start(options, undefined, journal && new MemoryJournal(journal));
  const store = await openSqliteJobStore(options.store, { ...(journal && { results: journal }) });
  try {
    return await start(options, store, store.journal);
  } catch (error) {
    store.close();
    throw error;
  }
}

async function start(
  options: ServerOptions,
  store: SqliteJobStore | undefined,
  journal: Journal | undefined,
): Promise<JobServer> {
  const {
    accessFile,
    limitsFile,
    importFrom,
    tls,
    keepAliveMs = DEFAULT_KEEP_ALIVE_MS,
    report = () => undefined,
  } = options;
  const access = accessFile === undefined ? undefined : await AccessControl.open(accessFile, report);
  const limits = limitsFile === undefined ? [] : await readFunctionLimits(limitsFile);
  const host = new JobHost({ ...hostOptions(options), store, storeFacts: store, journal, access, report });
  host.reviewRules(limits);
  const listener = { accept: (socket: Socket) => host.welcome(socket), failed: report };
  const gate = tls && (await TlsGate.open(tls, listener, { report, nowMs: Date.now }));
  const restored = host.restore();
  const imported = importFrom && (await importJobs(importFrom, host, store));
  const listening = await Listening.on(placesOf(options), listener, gate, keepAliveMs);
  return new RunningServer({ host, listening, gate, access, limitsFile, limits, store, restored, imported, report });
}

function hostOptions(options: ServerOptions) {
  const { handlePrefix = `H:${hostname()}`, version = `gearctl-${readVersion()}` } = options;
  const { order, roundRobin, maxLosses, workerWakeup, exceptions, maxQueue, maxConnections, idleMs } = options;
  const { lateReports, forgetReducers, maxPacketBytes = DEFAULT_MAX_PACKET_BYTES } = options;
  return {
    ...{ order, roundRobin, maxLosses, workerWakeup, exceptions, maxQueue, idleMs },
    maxConnections: Math.min(maxConnections || Number.POSITIVE_INFINITY, connectionsByOpenFiles()),
    ...{ lateReports, forgetReducers },
    handlePrefix: handlePrefix.slice(0, MAX_HANDLE_PREFIX_BYTES),
    facts: { version, pid: process.pid },
    maxPacketBytes,
    // Who takes large results in pieces may be as far behind as who takes them whole.
    maxUnsentBytes: options.maxUnsentBytes ?? maxPacketBytes,
  };
}

function placesOf({ listen, host = '127.0.0.1', port = DEFAULT_PORT, unix }: ServerOptions): readonly ListenPlace[] {
  return listen ?? [{ host, port }, ...(unix === undefined ? [] : [{ path: unix }])];
}
