import type { QueueObserver } from './observer.js';

/** By which rules a job queue takes jobs and gives them out. */
export interface QueueRules {
  /**
   * How a worker's job is chosen. `2.0`: the most urgent one of all its functions, which take turns. `1.1`: the function
   * registered last that has a job decides, and its most urgent job is taken. Default: `2.0`.
   */
  readonly order?: '2.0' | '1.1';
  /** With the order `1.1`: a function that a job was taken from is looked at last from then on. Default: false. */
  readonly roundRobin?: boolean;
  /** With so many workers lost a job fails; 0: it never does. Default: 0. */
  readonly maxLosses?: number;
  /** How many sleepers are told of a job, those that sleep longest first; 0: all. Default: 0. */
  readonly workerWakeup?: number;
  /** Whether clients get exceptions that did not ask for them. Default: false. */
  readonly exceptions?: boolean;
  /** The most jobs of a function whose limits nobody has set; 0: as many as come. Default: 0. */
  readonly maxQueue?: number;
  /** Whether reports that workers send too late, knowing no better, are `taken` without a word or `refused`. Default: taken. */
  readonly lateReports?: 'taken' | 'refused';
  /** Whether jobs of the store come back without their reducer, as gearmand's do. Default: false. */
  readonly forgetReducers?: boolean;
}

/** How a job queue behaves. */
export interface QueueOptions extends QueueRules {
  /** What handles begin with, before a colon and the number of the job. */
  readonly handlePrefix: string;
  /** Whether background jobs are to be stored: see `Effect`. Default: false. */
  readonly durable?: boolean;
  /** A random number of 32 bits, to be different in each process. Default: 0. */
  readonly hashSeed?: number;
  readonly observer?: QueueObserver;
}
