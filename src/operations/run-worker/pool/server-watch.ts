import { ClosedError, ConnectError, type GearctlError, NoServerError, TlsError } from '../../../errors.js';
import type { WorkerEvent } from '../../../worker/index.js';

/** That a server was reached, or why it is not there. */
export interface ServerChange {
  readonly server: string;
  readonly error: GearctlError | undefined;
}

interface ServerRecord {
  /** The slots that are connected to it, by worker and number. */
  readonly slots: Set<string>;
  /** What was told of it last; undefined before the first time. */
  told: 'up' | 'down' | undefined;
  /** Why it was not there when it was last tried. */
  error: GearctlError | undefined;
}

/**
 * Knows which servers are there, from what all slots of all workers tell of their connections: a server is up while one
 * slot has it.
 */
export class ServerWatch {
  readonly #servers = new Map<string, ServerRecord>();

  /** Watches these too. */
  add(servers: readonly string[]): void {
    for (const server of servers) {
      if (!this.#servers.has(server)) {
        this.#servers.set(server, { slots: new Set(), told: undefined, error: undefined });
      }
    }
  }

  /** The servers in the order in which they were added. */
  get servers(): { server: string; isUp: boolean }[] {
    return [...this.#servers].map(([server, { slots }]) => ({ server, isUp: slots.size > 0 }));
  }

  /** True once each server was either reached or not. */
  get isSettled(): boolean {
    return [...this.#servers.values()].every(({ told }) => told !== undefined);
  }

  /** Why no server can be reached; undefined while one can, or may be. */
  get unreachable(): GearctlError | undefined {
    const records = [...this.#servers.values()];
    const errors = records.flatMap(({ slots, error }) => (slots.size === 0 && error !== undefined ? [error] : []));
    if (errors.length < records.length) return undefined;
    const refusals = errors.filter((error) => error instanceof ConnectError || error instanceof TlsError);
    return refusals.length === errors.length ? new NoServerError(refusals) : errors.at(0);
  }

  /** Takes an event of a worker; gives what has changed for a server, if something has. */
  note(worker: number, event: WorkerEvent): ServerChange | undefined {
    if (event.type !== 'connected' && event.type !== 'disconnected' && event.type !== 'retrying') return undefined;
    const { server } = event;
    const record = this.#servers.get(server);
    if (record === undefined) return undefined;
    const slot = `${worker}.${event.slot}`;
    if (event.type === 'connected') {
      record.slots.add(slot);
      return change(record, server, undefined);
    }
    record.slots.delete(slot);
    // What this worker closed itself says nothing of the server.
    const { error } = event;
    if (error === undefined || error instanceof ClosedError) return undefined;
    record.error = error;
    return record.slots.size > 0 ? undefined : change(record, server, error);
  }
}

function change(record: ServerRecord, server: string, error: GearctlError | undefined): ServerChange | undefined {
  const state = error === undefined ? 'up' : 'down';
  if (record.told === state) return undefined;
  record.told = state;
  return { server, error };
}
