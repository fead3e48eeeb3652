import type { ClosedError, GearctlError } from '../errors.js';
import type { AdminConnection } from './admin-connection.js';

/** A connection that is opened when it is first needed, kept, and opened anew once it is lost. */
export class KeptConnection {
  readonly #open: () => Promise<AdminConnection>;
  #current: Promise<AdminConnection> | undefined;
  #closed: ClosedError | undefined;

  constructor(open: () => Promise<AdminConnection>) {
    this.#open = open;
  }

  /** Gives a connection that stands; all who ask at once get the same. Rejects with why there is none. */
  async get(): Promise<AdminConnection> {
    if (this.#closed !== undefined) throw this.#closed;
    this.#current ??= this.#open();
    const opening = this.#current;
    try {
      const connection = await opening;
      if (!connection.isLost) return connection;
    } catch (error) {
      this.#forget(opening);
      throw error;
    }
    this.#forget(opening);
    return this.get();
  }

  /** Gives the connection up; the next `get` opens another. */
  async drop(error: GearctlError): Promise<void> {
    const opening = this.#current;
    this.#current = undefined;
    const connection = await opening?.catch(() => undefined);
    connection?.close(error);
  }

  /** Closes for good. */
  async close(error: ClosedError): Promise<void> {
    this.#closed ??= error;
    await this.drop(error);
  }

  #forget(opening: Promise<AdminConnection>): void {
    if (this.#current === opening) this.#current = undefined;
  }
}
