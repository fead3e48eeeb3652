import type { Writable } from 'node:stream';

/** What the program is given by the process that it is. */
export interface GearadminIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
  /** Gives the bytes of the command line as the system keeps them; none where it does not. */
  systemCommandLine(): Uint8Array;
}
