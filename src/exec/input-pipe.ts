import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errnoOf } from './errno.js';
import type { InputEnds } from './fifos.js';

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
  readonly #both: number;
  #socket: Socket | undefined;
  #visit: NodeJS.Timeout | undefined;
  #hasReader = false;
  #isClosed = false;

  /** Takes over our ends. */
  constructor({ ours: fd, both, path }: InputEnds, workload: Uint8Array) {
    this.#path = path;
    this.#both = both;
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

  /** To be called when the command has its stdin open: only then can it come to its end. */
  hasReader(): void {
    if (this.#hasReader) return;
    this.#hasReader = true;
    closeSync(this.#both);
  }

  /** Stops writing, and closes. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.hasReader();
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
