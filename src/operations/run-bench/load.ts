import type { ClientOptions } from '../../client/client-options.js';
import type { BenchRun } from './bench-run.js';
import type { Meter } from './meter.js';
import type { Turns } from './turns.js';

/** What can be measured: background jobs accepted, jobs grabbed and completed, echoes, foreground jobs there and back. */
export const LOADS = ['submit', 'work', 'echo', 'roundtrip'] as const;
export type LoadName = (typeof LOADS)[number];

/** What a load works with. */
export interface LoadSetting {
  readonly connection: Pick<ClientOptions, 'servers' | 'tls' | 'connectTimeoutMs'>;
  /** Nobody else uses it. */
  readonly functionName: string;
  readonly workload: Uint8Array;
  /** How many operations there are, and how many of them may be under way. */
  readonly count: number;
  readonly atOnce: number;
  readonly run: BenchRun;
  readonly turns: Turns;
  readonly meter: Meter;
  /** The time, in ms. */
  readonly now: () => number;
}

/** One kind of operation, performed over and over. Whoever makes it disposes of it, which closes its connections. */
export interface Load extends AsyncDisposable {
  /** Connects, and does what must be done before; nothing of it is measured. Throws what goes wrong. */
  prepare(): Promise<void>;
  /** Performs operations while there are turns. What goes wrong is told to the run. */
  perform(): Promise<void>;
}
