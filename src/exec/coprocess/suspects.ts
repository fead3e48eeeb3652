/** How many jobs are remembered; the oldest are forgotten first. */
const MAX_REMEMBERED = 1_000;

/** At so many deaths a job is poison. */
const POISONOUS_DEATHS = 2;

/** Jobs that were in flight when a process died, by their keys. */
export class Suspects {
  readonly #deaths = new Map<string, number>();

  /** True for a job that has outlived a process. */
  has(key: string): boolean {
    return this.#deaths.size > 0 && this.#deaths.has(key);
  }

  /** Counts a death, and gives how many there were. A job that is poison is forgotten: it is not to come again. */
  died(key: string): { readonly deaths: number; readonly isPoison: boolean } {
    const deaths = (this.#deaths.get(key) ?? 0) + 1;
    const isPoison = deaths >= POISONOUS_DEATHS;
    this.#deaths.delete(key);
    if (!isPoison) this.#deaths.set(key, deaths);
    for (const [oldest] of this.#deaths) {
      if (this.#deaths.size <= MAX_REMEMBERED) break;
      this.#deaths.delete(oldest);
    }
    return { deaths, isPoison };
  }

  /** Forgets a job that a process has dealt with. */
  clear(key: string): void {
    if (this.#deaths.size > 0) this.#deaths.delete(key);
  }
}
