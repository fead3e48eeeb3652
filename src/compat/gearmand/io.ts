import type { Writable } from 'node:stream';
import type { SignalSource } from './signals.js';

/** The process that waits until one that it started in the background listens. */
export interface WaitingParent {
  send?(message: BackgroundMessage, done: (error: Error | null) => void): unknown;
  disconnect?(): void;
  readonly connected?: boolean;
}

/** What a server in the background tells who started it: what it has to say on stderr, and that it listens. */
export type BackgroundMessage = { readonly stderr: string } | { readonly listening: true };

/** What the program is given by the process that it is. */
export interface GearmandIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
  readonly signals: SignalSource;
  /** The version of this package. */
  readonly version: string;
  /** The script that Node runs to start this program again, in the background. */
  readonly program: string;
  /** Who has started this program in the background, if it was so started. */
  readonly parent: WaitingParent;
}
