import type { SignalSource } from './interruption.js';

/** What signals ask of a server. */
export interface ServerSignals {
  /** The first SIGTERM or SIGINT (^C), whose name is the reason: to end, and to let end what runs. */
  readonly stop: AbortSignal;
  /** The second one: to end at once. */
  readonly kill: AbortSignal;
  /** Takes what is to be called for each SIGHUP. */
  onReload(reload: () => void): void;
  /** Hears of the signals no more. */
  release(): void;
}

/** Hears the signals that a server lives with. */
export function serverSignals(process: SignalSource): ServerSignals {
  const stop = new AbortController();
  const kill = new AbortController();
  const reloads: (() => void)[] = [];
  const end = (signal: NodeJS.Signals) => (stop.signal.aborted ? kill : stop).abort(signal);
  const reload = () => reloads.forEach((each) => void each());
  process.on('SIGINT', end).on('SIGTERM', end).on('SIGHUP', reload);
  return {
    stop: stop.signal,
    kill: kill.signal,
    onReload: (listener) => void reloads.push(listener),
    release: () => void process.off('SIGINT', end).off('SIGTERM', end).off('SIGHUP', reload),
  };
}
