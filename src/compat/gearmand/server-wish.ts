import { SystemError } from '../../errors.js';
import type { ServerWish } from '../../operations/run-server/server-wish.js';
import type { Settings } from './settings.js';

const MIB = 1024 * 1024;

/** gearmand has no limit; this one is out of the way of every use, and keeps one peer from taking all memory. */
const MAX_PACKET_BYTES = 1024 * MIB;
const MAX_UNSENT_BYTES = 256 * MIB;

/** What fits into a handle of 63 bytes. */
const MAX_PREFIX_BYTES = 63;

/** What a gearmand of version 1.1.20 asks of the job server, but for where it listens. */
export type GearmandWish = Omit<ServerWish, 'listen' | 'unix' | 'drainTimeoutMs'>;

/** Turns settings into what is to run. Throws SystemError for what this server cannot be. */
export function serverWish(settings: Settings): GearmandWish {
  const { handlePrefix, jobRetries, workerWakeup, roundRobin, exceptions, tls } = settings;
  refuseForeign(settings);
  return {
    // Before 2.0, a worker's functions were searched in the order of their registration, whatever the priorities.
    order: '1.1',
    lateReports: 'refused',
    forgetReducers: true,
    roundRobin,
    exceptions,
    ...storeOf(settings),
    ...(handlePrefix !== '' && { handlePrefix }),
    ...(jobRetries > 0 && { maxLosses: jobRetries }),
    ...(workerWakeup > 0 && { workerWakeup }),
    ...(tls && { tls }),
    maxPacketBytes: MAX_PACKET_BYTES,
    maxUnsentBytes: MAX_UNSENT_BYTES,
  };
}

/** Builds the error of a queue that cannot be had, in gearmand's words. */
export function queueError(queueType: string, cause?: unknown): SystemError {
  return new SystemError(`Error while initializing the queue : ${queueType}`, { cause });
}

function refuseForeign({ handlePrefix, queueType, protocol }: Settings): void {
  if (Buffer.byteLength(handlePrefix) > MAX_PREFIX_BYTES)
    throw new SystemError('Could not create gearmand library instance.');
  if (!['builtin', 'libsqlite3'].includes(queueType.toLowerCase())) throw queueError(queueType);
  if (protocol === 'http') throw new SystemError(`Error while enabling protocol module : ${protocol}`);
  if (protocol !== '') throw new SystemError(`Unknown protocol module : ${protocol}`);
}

function storeOf({ queueType, sqlite }: Settings): Pick<GearmandWish, 'shared'> {
  if (queueType.toLowerCase() !== 'libsqlite3') return {};
  const { file, table, onlyAtShutdown } = sqlite;
  if (file === '') throw queueError(queueType);
  return { shared: { file, table, onlyAtShutdown } };
}
