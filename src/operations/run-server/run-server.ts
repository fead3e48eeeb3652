import { once } from 'node:events';
import { ConfigError, type GearctlError } from '../../errors.js';
import type { JobServer, ServerOptions } from '../../server/index.js';
import { writePidFile } from '../pid-file.js';
import { withShortPauses } from '../short-pauses.js';
import { giveBack, leftBy, ownFileOf, takeAway } from './gearmand-store.js';
import type { ServerEvent } from './server-event.js';
import type { ServerSignals, ServerWish } from './server-wish.js';

/**
 * Runs a job server until it is stopped, and tells what happens to it. Throws ListenError, StoreError and ConfigError for
 * what keeps it from starting, and FileCreationError for a PID file that cannot be written.
 */
export async function runServer(
  wish: ServerWish,
  tell: (event: ServerEvent) => void,
  signals: ServerSignals,
): Promise<void> {
  const { startServer } = await import('../../server/index.js');
  let wrongFiles = 0;
  const report = (error: GearctlError) => {
    if (error instanceof ConfigError) wrongFiles += 1;
    tell({ type: 'problem', error });
  };
  const server = await startServer(await optionsOf(wish, report));
  const withUsualPauses = withShortPauses();
  let removePidFile: (() => Promise<void>) | undefined;
  try {
    if (wish.shared !== undefined) await takeAway(wish.shared);
    if (server.imported !== undefined) tell({ type: 'imported', file: importedFrom(wish), ...server.imported });
    if (server.restored > 0) tell({ type: 'restored', jobs: server.restored });
    removePidFile = wish.pidFile === undefined ? undefined : await writePidFile(wish.pidFile, process.pid);
    tell({
      type: 'ready',
      address: server.address,
      addresses: server.addresses,
      store: wish.store,
      pid: process.pid,
    });
    signals.onReload?.(() => {
      const before = wrongFiles;
      void server.reload().then(() => tell({ type: 'reloaded', problems: wrongFiles - before }));
    });
    await untilStopped(server, signals);
    await drain(server, wish.drainTimeoutMs, tell, signals.kill);
    const { running } = server;
    const isHurried = signals.kill?.aborted === true || (wish.drainTimeoutMs === 0 && signals.stop.aborted);
    const parting = isHurried ? { graceMs: 0 } : {};
    if (wish.shared !== undefined) await giveBack(wish.shared, server, parting);
    await server.close(parting);
    tell({ type: 'stopped', running });
  } finally {
    await server.close();
    await removePidFile?.();
    withUsualPauses();
  }
}

function importedFrom({ importFrom, shared }: ServerWish): string {
  return importFrom?.file ?? shared?.file ?? '';
}

async function optionsOf(wish: ServerWish, report: (error: GearctlError) => void): Promise<ServerOptions> {
  const { listen, unix, fds = [], shared, pidFile: _pid, drainTimeoutMs: _drain, ...options } = wish;
  const store = shared === undefined ? wish.store : ownFileOf(shared);
  const importFrom = shared === undefined ? wish.importFrom : await leftBy(shared);
  const places = fds.length > 0 ? fds.map((fd) => ({ fd })) : listen;
  return {
    ...options,
    listen: [...places, ...unix.map((path) => ({ path }))],
    store,
    importFrom,
    report,
  };
}

/** Resolves when the server is to stop, or when it has finished all jobs and was asked to stop then. */
async function untilStopped(server: JobServer, { stop, finish }: ServerSignals): Promise<void> {
  const asked = finish === undefined ? stop : AbortSignal.any([stop, finish]);
  if (!asked.aborted) await once(asked, 'abort');
  if (!stop.aborted) await server.finish(stop);
}

async function drain(
  server: JobServer,
  timeoutMs: number,
  tell: (event: ServerEvent) => void,
  kill = new AbortController().signal,
): Promise<void> {
  if (timeoutMs === 0) return;
  tell({ type: 'draining', running: server.running });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  await server.drain(AbortSignal.any([late.signal, kill]));
  clearTimeout(timer);
}
