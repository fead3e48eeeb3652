/**
 * One process owns a file: a lock that dies with its owner, whatever kills it.
 *
 * Node has no flock, and a file with a process ID in it outlives its process: after a kill or a reboot the ID may be
 * somebody else's, and in two containers that share a folder it means nothing at all. So a claim is a listening unix
 * socket beside the file. The kernel knows whether anybody listens: a connection to a dead owner is refused.
 *
 * Nobody ever takes over another's socket, for between looking and taking it might have changed hands. Instead everyone
 *
 *  1. announces: puts a listening socket of its own beside the file, `FILE.owner-PID.RANDOM`;
 *  2. looks: connects to all others. Who is refused is dead, and since no name is used twice, its socket can go;
 *  3. owns the file if nobody else is alive.
 *
 * Of two that start at once, at least one looks after the other has announced, so never do both own the file. That they
 * do not both give up is a matter of rank: who sees a claim with a lesser name yields, be it decided or not; who sees
 * one with a greater name waits for its answer. The answer is the owner's process ID, or the end of the connection
 * without a word if it yielded itself.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, renameSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../errors.js';
import { SocketFolder } from './socket-folder.js';
import { errnoOf, systemFailure } from './store-failure.js';

/** How long another claim may take to tell whether it owns the file. One that is silent is alive, and so it does. */
const ANSWER_DEADLINE_MS = 2000;

/** The file is this process's own, until it is released. */
export interface FileClaim {
  release(): void;
}

/**
 * Claims a file, which need not be there. The path has to be the same for all: without symbolic links. Throws StoreError
 * `in-use`, with the owner's process ID, if somebody alive has claimed it, be it this process.
 */
export async function claimFile(file: string): Promise<FileClaim> {
  const folder = new SocketFolder(dirname(file));
  const prefix = `${basename(file)}.owner-`;
  const name = `${prefix}${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    const claim = await announce(folder, name);
    try {
      for (const other of readdirSync(folder.path)) {
        if (!other.startsWith(prefix) || other === name) continue;
        if (await isOwned(folder, other, other < name)) throw inUse(file, other.slice(prefix.length));
      }
    } catch (error) {
      claim.release();
      throw error;
    }
    claim.decide();
    return claim;
  } catch (error) {
    throw error instanceof StoreError ? error : systemFailure(file, errnoOf(error), error);
  } finally {
    folder.close();
  }
}

function inUse(file: string, owner: string): StoreError {
  const pid = owner.slice(0, owner.indexOf('.'));
  return new StoreError(`${file} is in use by process ${pid}`, 'in-use', {
    hint: 'end that process, or use another file',
  });
}

/** A claim of this process, at first undecided. */
class Announcement implements FileClaim {
  readonly #path: string;
  readonly #server: Server;
  readonly #waiting = new Set<Socket>();
  #decided = false;

  constructor(path: string, server: Server) {
    this.#path = path;
    this.#server = server.on('connection', (socket) => this.#answer(socket));
    // Whoever owns a file is kept running by what it does with it, not by the claim.
    server.unref();
  }

  decide(): void {
    this.#decided = true;
    for (const socket of this.#waiting) socket.end(`${process.pid}\n`);
  }

  release(): void {
    unlinkIfThere(this.#path);
    this.#server.close();
    for (const socket of this.#waiting) socket.destroy();
  }

  #answer(socket: Socket): void {
    this.#waiting.add(socket);
    socket.unref();
    socket.on('error', () => socket.destroy()).on('close', () => this.#waiting.delete(socket));
    if (this.#decided) socket.end(`${process.pid}\n`);
  }
}

async function announce(folder: SocketFolder, name: string): Promise<Announcement> {
  // Between its creation and listening a socket looks dead. So it gets its name when it listens.
  const unnamed = `.${name}`;
  const server = createServer();
  const announcement = new Announcement(join(folder.path, name), server);
  server.listen({ path: folder.address(unnamed), exclusive: true });
  await once(server, 'listening');
  try {
    renameSync(join(folder.path, unnamed), join(folder.path, name));
  } catch (error) {
    server.close();
    throw error;
  }
  return announcement;
}

/** Finds out whether the file is, or is about to be, another claim's. Removes the claim of the dead. */
async function isOwned(folder: SocketFolder, name: string, hasPrecedence: boolean): Promise<boolean> {
  const socket = connect({ path: folder.address(name) });
  try {
    await once(socket, 'connect');
    return hasPrecedence || (await answers(socket));
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ECONNREFUSED') unlinkIfThere(join(folder.path, name));
    return errno !== 'ECONNREFUSED' && errno !== 'ENOENT';
  } finally {
    socket.destroy();
  }
}

function answers(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.setTimeout(ANSWER_DEADLINE_MS, () => resolve(true));
    socket.on('data', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    // Another start may have removed it. And if it cannot be removed, it is dead all the same.
    if (errnoOf(error) === undefined) throw error;
  }
}
