import { type GearctlError, ProtocolError } from '../errors.js';

/** One ECHO_REQ on its way: a question of somebody's, or the worker's own on leaving. */
interface Echo {
  readonly data: Uint8Array;
  readonly settle: ((error?: GearctlError) => void) | undefined;
}

/** The ECHO_REQs of one connection, answered in order. */
export class Echoes {
  #waiting: Echo[] = [];

  /** Resolves when these bytes have come back. Rejects with ProtocolError for others, or with what `fail` was given. */
  ask(data: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ data, settle: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  }

  /** Counts the worker's own ECHO_REQ, which is empty. */
  askOnLeaving(): void {
    this.#waiting.push({ data: new Uint8Array(0), settle: undefined });
  }

  /** The data of all that wait: to be sent once a connection stands. */
  get unanswered(): readonly Uint8Array[] {
    return this.#waiting.map((echo) => echo.data);
  }

  /** Takes an ECHO_RES; true when it answers the worker's own. Throws ProtocolError when nobody asked. */
  answer(data: Uint8Array): boolean {
    const echo = this.#waiting.shift();
    if (echo === undefined) throw new ProtocolError('the server sent ECHO_RES where nobody had asked');
    const same = data.length === echo.data.length && data.every((byte, at) => byte === echo.data[at]);
    echo.settle?.(same ? undefined : new ProtocolError('the server sent back other bytes than it was sent'));
    return echo.settle === undefined;
  }

  /** The connection is gone, or could not be made: nobody waits any longer. */
  fail(error: GearctlError): void {
    for (const echo of this.#waiting.splice(0)) echo.settle?.(error);
  }
}
