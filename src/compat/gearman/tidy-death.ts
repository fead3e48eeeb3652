import type { SignalTarget } from './io.js';

/** The signals that end a program which does not listen to them. */
const DEADLY: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'];

/** Lets a process that dies of a signal leave nothing behind. */
export class TidyDeath implements Disposable {
  readonly #target: SignalTarget;
  readonly #listeners: readonly { readonly signal: NodeJS.Signals; readonly listener: () => void }[];
  #last: (() => void)[] = [];

  /** Those that are ignored end nothing. */
  constructor(target: SignalTarget, ignored: readonly NodeJS.Signals[] = []) {
    this.#target = target;
    const deadly = DEADLY.filter((signal) => !ignored.includes(signal));
    this.#listeners = deadly.map((signal) => ({ signal, listener: () => this.#die(signal) }));
  }

  /** Does this when a signal comes, before the process dies of it. */
  before(last: () => void): void {
    if (this.#last.length === 0) for (const { signal, listener } of this.#listeners) this.#target.on(signal, listener);
    this.#last.push(last);
  }

  /** Leaves signals to what they usually do. */
  [Symbol.dispose](): void {
    this.#last = [];
    for (const { signal, listener } of this.#listeners) this.#target.off(signal, listener);
  }

  #die(signal: NodeJS.Signals): void {
    const last = this.#last;
    this[Symbol.dispose]();
    for (const each of last) each();
    this.#target.raise(signal);
  }
}
