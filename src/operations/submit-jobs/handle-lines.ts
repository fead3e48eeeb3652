import { NEWLINE } from '../separator.js';
import type { GatheredOutput } from './gathered-output.js';

const SLAB_BYTES = 64 * 1024;

/** Writes handles as lines, all that come in one turn of the event loop at once. */
export class HandleLines {
  readonly #output: GatheredOutput;
  #slab = new Uint8Array(SLAB_BYTES);
  // Bytes before #start are on their way and must stay; those up to #end wait for the flush.
  #start = 0;
  #end = 0;
  #isFlushQueued = false;
  #written: Promise<void> | undefined;

  constructor(output: GatheredOutput) {
    this.#output = output;
  }

  /** Resolves when the output takes more; undefined when it does so already. */
  get written(): Promise<void> | undefined {
    return this.#written;
  }

  /** Adds a line; the bytes are copied. */
  add(handle: Uint8Array): void {
    if (this.#slab.length - this.#end <= handle.length) this.#makeRoom(handle.length + 1);
    const slab = this.#slab;
    const at = this.#end;
    for (let i = 0; i < handle.length; i++) slab[at + i] = handle[i] as number;
    slab[at + handle.length] = NEWLINE;
    this.#end = at + handle.length + 1;
    this.#queueFlush();
  }

  #makeRoom(bytes: number): void {
    this.#flush();
    this.#slab = new Uint8Array(Math.max(SLAB_BYTES, bytes));
    this.#start = 0;
    this.#end = 0;
  }

  #flush(): void {
    if (this.#end === this.#start) return;
    const written = this.#output.write(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
    if (written === undefined || written === this.#written) return;
    this.#written = written;
    void written.then(() => {
      this.#written = undefined;
    });
  }

  #queueFlush(): void {
    if (this.#isFlushQueued) return;
    this.#isFlushQueued = true;
    queueMicrotask(() => {
      this.#isFlushQueued = false;
      this.#flush();
    });
  }
}
