/** The most jobs that are remembered. */
const MAX_REMEMBERED = 10_000;

/** How often jobs were given back from here, by server and handle. Those that nobody hears of again are forgotten. */
export class RequeuedJobs {
  readonly #failures = new Map<string, number>();

  /** How often a job has failed here before. */
  failuresOf(server: string, handle: string): number {
    return this.#failures.get(key(server, handle)) ?? 0;
  }

  /** Notes that a job goes back after so many failures. */
  note(server: string, handle: string, failures: number): void {
    this.forget(server, handle);
    this.#failures.set(key(server, handle), failures);
    if (this.#failures.size <= MAX_REMEMBERED) return;
    const [oldest = ''] = this.#failures.keys();
    this.#failures.delete(oldest);
  }

  /** Forgets a job that has ended. */
  forget(server: string, handle: string): void {
    this.#failures.delete(key(server, handle));
  }
}

function key(server: string, handle: string): string {
  return `${server} ${handle}`;
}
