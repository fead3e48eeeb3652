import type { Log } from './log.js';

/** What signals come from: a process. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** How a server hears that it is to end. */
export interface Ending extends Disposable {
  /** SIGTERM or SIGINT came: end at once. */
  readonly stop: AbortSignal;
  /** SIGUSR1 came: take no more peers, and end when no job is left. */
  readonly drain: AbortSignal;
}

/** Listens to the signals that gearmand knows, SIGHUP for the log among them, until it is disposed of. */
export function listenToSignals(source: SignalSource, log: Log): Ending {
  const stop = new AbortController();
  const drain = new AbortController();
  const listeners: Partial<Record<NodeJS.Signals, () => void>> = {
    SIGTERM: () => stop.abort(),
    SIGINT: () => stop.abort(),
    // Node would start its debugger, but not where somebody listens.
    SIGUSR1: () => drain.abort(),
    SIGHUP: () => {
      log.write('NOTICE', 'SIGHUP, reopening log file');
      log.reopen();
    },
  };
  const each = (change: 'on' | 'off') => {
    for (const [signal, listener] of Object.entries(listeners)) source[change](signal as NodeJS.Signals, listener);
  };
  each('on');
  return { stop: stop.signal, drain: drain.signal, [Symbol.dispose]: () => each('off') };
}
