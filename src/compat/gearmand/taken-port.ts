import { ListenError } from '../../errors.js';

/** How long gearmand waits before each further attempt to get a port that somebody else has. */
const WAITS_MS = [1000, 2000, 4000, 6000, 9000];

/** How to wait for a port. */
export interface TakenPortOptions {
  /** Ends the waiting. */
  readonly stop: AbortSignal;
  /** Waits; rejects when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
  /** Hears of each wait. */
  waiting(error: ListenError, waitMs: number): void;
}

/**
 * Does what listens, again and again while the port is taken, for 22 seconds in all: whoever was there before may still
 * be about to end. Rejects with what the last attempt rejected with; ends quietly when it is stopped.
 */
export async function retryWhileTaken(listen: () => Promise<void>, options: TakenPortOptions): Promise<void> {
  const waits = WAITS_MS.values();
  while (!options.stop.aborted) {
    try {
      return await listen();
    } catch (error) {
      const waitMs = isTaken(error) ? waits.next().value : undefined;
      if (waitMs === undefined || !isTaken(error)) throw error;
      options.waiting(error, waitMs);
      await pause(waitMs, options);
    }
  }
}

async function pause(waitMs: number, { stop, sleep }: TakenPortOptions): Promise<void> {
  try {
    await sleep(waitMs, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

function isTaken(error: unknown): error is ListenError {
  return error instanceof ListenError && error.errno === 'EADDRINUSE';
}
