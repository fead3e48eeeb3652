import type { SignalSource } from './interruption.js';

/** A worker, as far as signals steer it. */
export interface SteeredWorker {
  stop(event: 'asked' | 'quit'): void;
  reload(): Promise<void>;
  addSlots(count: number): Promise<void>;
  pause(): void;
  resume(): void;
}

/** What becomes of signals besides that. */
export interface Steering<Worker> {
  /** Whether HUP reloads. Where it does not it ends the worker: the terminal is gone. */
  readonly reloads: boolean;
  /** Whether there is a terminal, whose ^Z (TSTP) stops this process as it does any other. */
  readonly hasTerminal: boolean;
  /** Is told of a signal that ends a worker which is not prepared yet. */
  giveUp(signal: NodeJS.Signals): void;
  /** Says how the worker stands (USR2). */
  printStatus(worker: Worker): void;
  /** Says what went wrong. */
  warn(message: string): void;
}

/**
 * Steers a worker by signals, any number of them, and gives what ends that. One that comes while the worker is still being
 * prepared waits until it is, and is over if it never is.
 */
export function steerBySignals<Worker extends SteeredWorker>(
  process: SignalSource,
  worker: Promise<Worker>,
  { reloads, hasTerminal, giveUp, printStatus, warn }: Steering<Worker>,
): () => void {
  const then = (act: (worker: Worker) => unknown) => () => {
    worker.then(act, () => undefined).catch(({ message }: Error) => warn(message));
  };
  let isPrepared = false;
  worker.then(
    () => {
      isPrepared = true;
    },
    () => undefined,
  );
  const end = (event: 'asked' | 'quit', signal: NodeJS.Signals) => {
    const stop = then((running) => running.stop(event));
    return () => {
      if (!isPrepared) giveUp(signal);
      stop();
    };
  };
  const heard: [NodeJS.Signals, () => void][] = [
    ['SIGTERM', end('asked', 'SIGTERM')],
    ['SIGINT', end('asked', 'SIGINT')],
    ['SIGQUIT', end('quit', 'SIGQUIT')],
    ['SIGHUP', reloads ? then((running) => running.reload()) : end('asked', 'SIGHUP')],
    ['SIGTTIN', then((running) => running.addSlots(1))],
    ['SIGTTOU', then((running) => running.addSlots(-1))],
    ['SIGCONT', then((running) => running.resume())],
    ['SIGUSR2', then(printStatus)],
  ];
  if (!hasTerminal) heard.push(['SIGTSTP', then((running) => running.pause())]);
  for (const [signal, hear] of heard) process.on(signal, hear);
  return () => {
    for (const [signal, hear] of heard) process.off(signal, hear);
  };
}
