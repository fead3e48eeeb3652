import type { GearctlError } from '../errors.js';

/** How something ended. */
export type Outcome<T> = { readonly value: T } | { readonly error: GearctlError };

/** The promise of an outcome, made when it is asked for: one that nobody asked for cannot go unhandled. */
export class AskedOutcome<T> {
  readonly promise: Promise<T>;
  readonly #look: () => Outcome<T> | undefined;
  #settle: (outcome: Outcome<T>) => void = () => undefined;

  /** `look` gives the outcome, or undefined as long as there is none. */
  constructor(look: () => Outcome<T> | undefined) {
    this.#look = look;
    this.promise = new Promise((resolve, reject) => {
      this.#settle = (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value));
    });
    this.check();
  }

  /** Settles the promise if the outcome is there by now. */
  check(): void {
    const outcome = this.#look();
    if (outcome !== undefined) this.#settle(outcome);
  }
}
