import type { WorkEvent } from '../work-event.js';

/** Hears of all that happens in a worker, as its log does, and makes something else of it. */
export interface Observer {
  hear(event: WorkEvent): void;
  close(): Promise<unknown>;
}

/** What is closed at the end, the last one first. */
export type Closers = (() => Promise<unknown>)[];
