import { lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { ListenError, SystemError } from '../errors.js';

/** How long a connection may be silent before the system asks whether its peer is still there. */
const KEEP_ALIVE_AFTER_MS = 60_000;

/** What errors of listening mean, and what to do about them. */
const PHRASES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  EADDRINUSE: ['it is taken already', 'choose another port or path, or end the process that listens there'],
  EACCES: ['permission denied', 'choose a port from 1024 upwards, or a path in a directory of your own'],
  EADDRNOTAVAIL: ['this machine has no such address', 'choose one of its own, or 0.0.0.0 for all of them'],
  ENOTFOUND: ['unknown host', 'choose an address of this machine, or 0.0.0.0 for all of them'],
  ENOENT: ['no such directory', 'create it, or choose another path'],
};

/** Who a listening socket turns to. */
export interface Listener {
  /** A peer has connected. */
  accept(socket: Socket): void;
  /** A peer could not connect, for instance because this process has too many open files. */
  failed(error: SystemError): void;
}

/**
 * Listens for peers. What they are sent goes out at once, however small it is, and those that vanish without a word are
 * noticed. A unix socket that a killed process has left behind is replaced. Throws ListenError.
 */
export async function listen(where: ListenOptions, listener: Listener): Promise<Server> {
  try {
    return await bind(where, listener);
  } catch (error) {
    const taken = error instanceof ListenError && error.errno === 'EADDRINUSE';
    if (!taken || where.path === undefined || !(await isForsaken(where.path))) throw error;
    await unlink(where.path);
    return await bind(where, listener);
  }
}

async function bind(where: ListenOptions, listener: Listener): Promise<Server> {
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS });
  server.on('connection', (socket) => listener.accept(socket));
  await new Promise<void>((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) => reject(listenError(where, error));
    server.once('error', refused);
    server.listen(where, () => {
      server.off('error', refused);
      resolve();
    });
  });
  server.on('error', (error) => listener.failed(new SystemError('a peer could not connect', { cause: error })));
  return server;
}

/** Tells whether a path is a unix socket that nobody listens on. */
async function isForsaken(path: string): Promise<boolean> {
  if (!(await lstat(path)).isSocket()) return false;
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

function listenError({ path, host, port }: ListenOptions, cause: NodeJS.ErrnoException): ListenError {
  const errno = cause.code ?? 'UNKNOWN';
  const where = path ?? `${host?.includes(':') ? `[${host}]` : host}:${port}`;
  const [message, hint] = PHRASES[errno] ?? [cause.message];
  return new ListenError(`cannot listen on ${where}: ${message}`, errno, { ...(hint && { hint }), cause });
}
