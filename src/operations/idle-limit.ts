import type { DialStep } from '../client/client-options.js';
import { TimeoutError } from '../errors.js';
import { TimeLimit } from '../time-limit.js';

/** Limits the time in which nothing happens. */
export class IdleLimit implements Disposable {
  readonly #limit: TimeLimit | undefined;

  /** Calls back when `limitMs` have passed since `restart`; never without a limit. */
  constructor(limitMs: number | undefined, onPassed: (error: TimeoutError) => void) {
    if (limitMs !== undefined) this.#limit = new TimeLimit(limitMs, () => onPassed(idleTooLong(limitMs)));
  }

  /** Something has happened: the time begins anew. */
  restart(): void {
    this.#limit?.restart();
  }

  /** A connection is being made. To look up a name takes as long as the system gives it. */
  follow(step: DialStep): void {
    if (step === 'resolving') this.stop();
    else this.restart();
  }

  /** Nothing is waited for any more. */
  stop(): void {
    this.#limit?.stop();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

/** Says that a server has said nothing for so long. */
export function idleTooLong(limitMs: number): TimeoutError {
  return new TimeoutError(`nothing came from the server for ${limitMs} ms`);
}
