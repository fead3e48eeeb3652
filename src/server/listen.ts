import { existsSync } from 'node:fs';
import { lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { ListenError, SystemError } from '../errors.js';
import { systemMessage } from '../system-message.js';
import type { ListenPlace } from './server-options.js';

const DEFAULT_KEEP_ALIVE_MS = 60_000;

/** What fits into the address of a unix socket; Node cuts longer paths without a word. */
const MAX_SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/** What errors of listening mean, and what to do about them. */
const PHRASES: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  EADDRINUSE: ['it is taken already', 'choose another port or path, or end the process that listens there'],
  EACCES: ['permission denied', 'choose a port from 1024 upwards, or a path in a directory of your own'],
  EADDRNOTAVAIL: ['this machine has no such address', 'choose one of its own, or 0.0.0.0 for all of them'],
  ENOTFOUND: ['unknown host', 'choose an address of this machine, or 0.0.0.0 for all of them'],
  ENAMETOOLONG: ['the path is too long for a socket', `choose one of at most ${MAX_SOCKET_PATH_BYTES} bytes`],
  ENOENT: ['no such directory', 'create it, or choose another path'],
  EINVAL: ['it is no socket that can be listened on', 'whoever starts this process must open it'],
  ENOTSOCK: ['it is no socket', 'whoever starts this process must open it'],
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
 * noticed: after `keepAliveMs` of silence the system asks whether they are still there. A unix socket that a killed
 * process has left behind is replaced. Throws ListenError.
 */
export async function listen(
  where: ListenPlace,
  listener: Listener,
  keepAliveMs: number = DEFAULT_KEEP_ALIVE_MS,
): Promise<Server> {
  if ('path' in where && Buffer.byteLength(where.path) > MAX_SOCKET_PATH_BYTES) {
    throw listenError(where, 'ENAMETOOLONG', undefined);
  }
  try {
    return await bind(where, listener, keepAliveMs);
  } catch (error) {
    if (!('path' in where) || !(error instanceof ListenError)) throw error;
    if (error.errno === 'EACCES' && !existsSync(dirname(where.path))) {
      // Node says so of a directory that is not there, too.
      throw listenError(where, 'ENOENT', error.cause);
    }
    if (error.errno !== 'EADDRINUSE' || !(await isForsaken(where.path))) throw error;
    await unlink(where.path);
    return await bind(where, listener, keepAliveMs);
  }
}

async function bind(where: ListenPlace, listener: Listener, keepAliveMs: number): Promise<Server> {
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
  server.on('connection', (socket) => listener.accept(socket));
  await new Promise<void>((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) => reject(listenError(where, error.code ?? 'UNKNOWN', error));
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

function listenError(where: ListenPlace, errno: string, cause: unknown): ListenError {
  const [message, hint] = PHRASES[errno] ?? [systemMessage(cause)];
  return new ListenError(`cannot listen on ${nameOf(where)}: ${message}`, errno, { ...(hint && { hint }), cause });
}

function nameOf(where: ListenPlace): string {
  if ('fd' in where) return `descriptor ${where.fd}`;
  if ('path' in where) return where.path;
  return `${where.host.includes(':') ? `[${where.host}]` : where.host}:${where.port}`;
}
