import type { SignalSource } from './interruption.js';

/** What a process that ends in its own time does when it is asked to. */
export interface StopRequests {
  /** SIGTERM, SIGINT (^C) or SIGHUP (the terminal is gone); once for each. */
  asked(): void;
  /** SIGQUIT (^\). */
  quit(): void;
}

/** Hears requests to stop, any number of them, and gives what ends the hearing. */
export function onStopRequests(process: SignalSource, { asked, quit }: StopRequests): () => void {
  process.on('SIGINT', asked).on('SIGTERM', asked).on('SIGHUP', asked).on('SIGQUIT', quit);
  return () => process.off('SIGINT', asked).off('SIGTERM', asked).off('SIGHUP', asked).off('SIGQUIT', quit);
}
