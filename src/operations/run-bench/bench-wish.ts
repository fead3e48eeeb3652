import type { Admin } from '../../admin/index.js';
import type { GearctlError } from '../../errors.js';
import type { ServerPoolOptions } from '../server-pool.js';
import type { CommentStream } from '../submit-jobs/commentary.js';
import type { ProgressMode } from '../submit-jobs/progress.js';
import type { LatencyBar, LatencySummary } from './latency-histogram.js';
import type { LoadName } from './load.js';
import type { BenchSample } from './meter.js';

/** Where a server is. */
export type BenchServer = Exclude<ConstructorParameters<typeof Admin>[0], string>;

/** What is to be measured. */
export interface BenchWish {
  readonly load: LoadName;
  /** Exactly one server. */
  readonly connection: Pick<ServerPoolOptions, 'tls' | 'connectTimeoutMs'> & {
    readonly servers: readonly BenchServer[];
  };
  /** The server may be another machine's. */
  readonly anywhere: boolean;
  /** It ends after so many operations or so many ms, whatever comes first. */
  readonly count: number;
  readonly durationMs: number;
  /** How many operations may be under way; undefined for what makes sense with the load. */
  readonly atOnce: number | undefined;
  /** The bytes of a workload. */
  readonly sizeBytes: number;
  /** So many operations, such as `500/s`; undefined for as many as there can be. */
  readonly rate: string | undefined;
}

/** What a benchmark needs besides. */
export interface BenchSurroundings {
  /** Ends it early; what was queued is removed all the same. */
  readonly signal: AbortSignal;
  readonly clock: {
    /** The time, in ms. */
    readonly nowMs: () => number;
    /** The time of a CPU that this process has taken so far, in ms. */
    readonly cpuMs: () => number;
  };
  /** Gets a line of progress if it is a terminal. */
  readonly stderr: CommentStream;
  readonly progress: ProgressMode;
  readonly isUnicode: boolean;
  /** Hears of what was measured, every second. */
  readonly sample: (sample: BenchSample) => void;
}

/** What was measured. */
export interface BenchReport {
  readonly load: LoadName;
  readonly server: string;
  /** As the server tells it. */
  readonly serverVersion: string;
  readonly atOnce: number;
  readonly sizeBytes: number;
  readonly operations: number;
  readonly failed: number;
  readonly elapsedMs: number;
  readonly latency: LatencySummary;
  readonly bars: readonly LatencyBar[];
  /** The share of one CPU that this process took: near 1 the server may well be faster. */
  readonly cpuShare: number;
}

/** How a benchmark went. */
export interface BenchResult {
  readonly report: BenchReport;
  /** The first thing that went wrong, and whether the measurement ended with it. */
  readonly error: GearctlError | undefined;
  readonly isCutShort: boolean;
  /** Why the server still has jobs of it, or knows their function. */
  readonly leftBehind: GearctlError | undefined;
}
