import type { SignalSource } from './interruption.js';

/** What a worker does when it gets signals. */
export interface WorkerSignals {
  /** SIGTERM or SIGINT (^C), and SIGHUP without `reload` (the terminal is gone); once for each. */
  asked(): void;
  /** SIGQUIT (^\). */
  quit(): void;
  /** SIGHUP. */
  readonly reload: (() => void) | undefined;
  /** SIGTTIN: one slot more; SIGTTOU: one less. */
  addSlots(count: 1 | -1): void;
  /** SIGTSTP; undefined where that is ^Z of a terminal, which stops the process as it does any other. */
  readonly pause: (() => void) | undefined;
  /** SIGCONT. */
  resume(): void;
  /** SIGUSR2. */
  status(): void;
}

/** Hears signals, any number of them, and gives what ends the hearing. */
export function onWorkerSignals(process: SignalSource, signals: WorkerSignals): () => void {
  const { asked, quit, reload = asked, pause, resume, status } = signals;
  const heard: [NodeJS.Signals, () => void][] = [
    ['SIGTERM', asked],
    ['SIGINT', asked],
    ['SIGQUIT', quit],
    ['SIGHUP', reload],
    ['SIGTTIN', () => signals.addSlots(1)],
    ['SIGTTOU', () => signals.addSlots(-1)],
    ['SIGCONT', resume],
    ['SIGUSR2', status],
  ];
  if (pause !== undefined) heard.push(['SIGTSTP', pause]);
  for (const [signal, hear] of heard) process.on(signal, hear);
  return () => {
    for (const [signal, hear] of heard) process.off(signal, hear);
  };
}
