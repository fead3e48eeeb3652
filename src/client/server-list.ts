import { AddressError } from '../errors.js';
import { parseServerAddress, type ServerAddress } from '../net/server-address.js';

/** A client's servers, and the memory of those that failed lately. */
export class ServerList {
  readonly #addresses: readonly ServerAddress[];
  readonly #asideMs: number;
  readonly #now: () => number;
  readonly #failedAt = new Map<string, number>();

  /** A server that failed is put aside for `asideMs`; `now` gives the time in ms. */
  constructor(addresses: readonly ServerAddress[], asideMs: number, now: () => number = () => performance.now()) {
    this.#addresses = addresses;
    this.#asideMs = asideMs;
    this.#now = now;
  }

  get all(): readonly ServerAddress[] {
    return this.#addresses;
  }

  /** Lists all servers in the order to try them: as given, but those put aside last, the longest failed first. */
  inOrder(): ServerAddress[] {
    if (this.#failedAt.size === 0) return [...this.#addresses];
    const forgetBefore = this.#now() - this.#asideMs;
    for (const [label, at] of this.#failedAt) if (at <= forgetBefore) this.#failedAt.delete(label);
    const failedAt = (address: ServerAddress) => this.#failedAt.get(address.label) ?? Number.NEGATIVE_INFINITY;
    return [...this.#addresses].sort((a, b) => (failedAt(a) === failedAt(b) ? 0 : failedAt(a) - failedAt(b)));
  }

  /** Puts a server aside. */
  failed(label: string): void {
    this.#failedAt.set(label, this.#now());
  }

  /** Forgets that a server failed. */
  worked(label: string): void {
    this.#failedAt.delete(label);
  }

  /** Finds a server by its label or its address. Throws AddressError for one that is not in the list. */
  find(text: string): ServerAddress {
    const byLabel = (label: string) => this.#addresses.find((address) => address.label === label);
    const found = byLabel(text) ?? byLabel(parseServerAddress(text).label);
    if (found !== undefined) return found;
    throw new AddressError(`${text} is none of this client's servers`, {
      hint: `they are ${this.#addresses.map((address) => address.label).join(', ')}`,
    });
  }
}
