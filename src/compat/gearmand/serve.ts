import { setTimeout as sleep } from 'node:timers/promises';
import { AddressError, ListenError, ProtocolError, StoreError } from '../../errors.js';
import { parseListenAddress } from '../../operations/run-server/listen-address.js';
import { runServer } from '../../operations/run-server/run-server.js';
import type { ServerEvent } from '../../operations/run-server/server-event.js';
import { systemMessage } from '../../system-message.js';
import type { GearmandIo } from './io.js';
import { listenAddresses } from './listen-addresses.js';
import { Log } from './log.js';
import { type PidFile, writePidFile } from './pid-file.js';
import { queueError, serverWish } from './server-wish.js';
import type { Settings } from './settings.js';
import { listenToSignals } from './signals.js';
import { retryWhileTaken } from './taken-port.js';
import { switchUser } from './user.js';

/**
 * Serves until a signal ends it; `listening` is called when clients can connect. Gives the exit status. What is wrong
 * with where it is to listen is told to the log only, as gearmand does. Throws SystemError for what else keeps it from
 * starting.
 */
export async function serve(settings: Settings, io: GearmandIo, listening: () => void): Promise<number> {
  const { user, logFile, verbose, port, host } = settings;
  if (user !== '') switchUser(user);
  const log = new Log({ file: logFile, level: verbose, stderr: io.stderr, now: () => new Date() });
  using ending = listenToSignals(io.signals, log);
  let pidFile: PidFile | undefined;
  try {
    log.write('INFO', `Initializing Gear on port ${port} with SSL: ${settings.tls !== undefined}`);
    const addresses = await listenAddresses(host, port);
    const wish = { ...serverWish(settings), listen: addresses.map(parseListenAddress), unix: [], drainTimeoutMs: 0 };
    log.write('INFO', `Starting up with pid ${process.pid}, verbose is set to ${verbose}`);
    const tell = (event: ServerEvent) => {
      if (event.type === 'problem') {
        log.write(event.error instanceof ProtocolError ? 'WARNING' : 'ERROR', describe(event.error));
      }
      if (event.type !== 'ready') return;
      for (const address of event.addresses) log.write('INFO', `Listening on ${address}`);
      pidFile = writePidFile(settings.pidFile, process.pid);
      listening();
    };
    const signals = { stop: ending.stop, finish: ending.drain };
    await retryWhileTaken(() => runServer(wish, tell, signals), {
      stop: ending.stop,
      sleep: (ms, signal) => sleep(ms, undefined, { signal }),
      waiting: (error, waitMs) => log.write('DEBUG', `Retrying in ${waitMs} ms: ${error.message}`),
    });
    log.write('INFO', 'Shutdown complete');
    return 0;
  } catch (error) {
    if (error instanceof Error) log.write('ERROR', describe(error));
    if (error instanceof StoreError) throw queueError(settings.queueType, error);
    if (error instanceof AddressError || error instanceof ListenError) return 1;
    throw error;
  } finally {
    pidFile?.remove();
    log.close();
  }
}

/** Writes an error as one line, with what is underneath unless it says so already. */
function describe({ message, cause }: Error): string {
  const reason = cause === undefined ? '' : systemMessage(cause);
  return message.includes(reason) ? message : `${message} (${reason})`;
}
