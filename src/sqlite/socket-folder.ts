import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../errors.js';

/** The longest path of a socket that all systems take: 104 bytes with a NUL, where Linux has 108. */
const MAX_SOCKET_PATH_BYTES = 103;

/** A folder in which sockets are reached, also where their paths are longer than a socket's address can be. */
export class SocketFolder {
  readonly path: string;
  #descriptor: number | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Gives the path by which to listen or connect to a socket in the folder. Throws StoreError if it is too long. */
  address(name: string): string {
    const path = join(this.path, name);
    if (fits(path)) return path;
    if (process.platform === 'linux') {
      this.#descriptor ??= openSync(this.path, constants.O_RDONLY | constants.O_DIRECTORY);
      const detour = `/proc/self/fd/${this.#descriptor}/${name}`;
      if (fits(detour)) return detour;
    }
    throw new StoreError(`the path ${path} is too long for a socket`, 'failed', { hint: 'choose a shorter path' });
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES;
}
