import type { Readable, Writable } from 'node:stream';

/** What signals come from and are sent to: a process. */
export interface SignalTarget {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  /** Sends this process a signal. */
  raise(signal: NodeJS.Signals): void;
}

/** What the program is given by the process that it is. The streams are made when they are first asked for. */
export interface GearmanIo {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
  readonly signals: SignalTarget;
  readonly pid: number;
  /** Reads what the system keeps of this process's command line. Throws where it keeps nothing. */
  systemCommandLine(): Uint8Array;
  /** The program by the name that it was called by, for its usage. */
  readonly name: string;
  /** What runs this program again, in the background: the words before its arguments. */
  readonly command: readonly string[];
}
