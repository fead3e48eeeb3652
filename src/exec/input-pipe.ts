import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errnoOf } from './errno.js';
import type { FifoEnds } from './fifos.js';

/**
 * After how long a writer first comes by a FIFO that we have finished writing, and the longest time between two
 * visits, in ms.
 */
const FIRST_VISIT_MS = 5;
const LONGEST_VISIT_MS = 200;

/**
 * Our end of a command's stdin: writes the workload while the command reads it, then closes. That the command reads
 * less than all of it, or nothing, is no error.
 */
export class InputPipe {
  readonly #path: string;
  #socket: Socket | undefined;
  #visit: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** Takes over our end. */
  constructor({ ours: fd, path }: FifoEnds, workload: Uint8Array) {
    this.#path = path;
    const written = writeAtOnce(fd, workload);
    if (written === workload.length) {
      closeSync(fd);
      this.#comeByIn(FIRST_VISIT_MS);
      return;
    }
    this.#socket = new Socket({ fd, readable: false, writable: true });
    // EPIPE: the command has exited or has closed its stdin.
    this.#socket.on('error', () => undefined);
    this.#socket.once('close', () => this.#comeByIn(FIRST_VISIT_MS));
    this.#socket.end(workload.subarray(written));
  }

  /** Stops writing, and closes. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#visit);
    this.#socket?.destroy();
  }

  /**
   * A command that opens /dev/stdin when we have written all and closed waits there until the FIFO has a writer: one
   * that comes by now and then lets it through, to the bytes that are still in the FIFO and to their end.
   */
  #comeByIn(delayMs: number): void {
    if (this.#isClosed) return;
    this.#visit = setTimeout(() => {
      try {
        closeSync(openSync(this.#path, constants.O_WRONLY | constants.O_NONBLOCK));
      } catch (error) {
        // Nobody has it open for reading, so nobody can come to open it any more.
        if (errnoOf(error) === 'ENXIO') return;
      }
      this.#comeByIn(Math.min(2 * delayMs, LONGEST_VISIT_MS));
    }, delayMs);
  }
}

/** Writes what the empty FIFO takes, which is most workloads whole: they need no socket. */
function writeAtOnce(fd: number, workload: Uint8Array): number {
  if (workload.length === 0) return 0;
  try {
    return writeSync(fd, workload);
  } catch {
    return 0; // The socket will meet the error again, and reports it.
  }
}
