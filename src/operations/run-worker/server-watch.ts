import { ClosedError, type GearctlError } from '../../errors.js';
import type { WorkerEvent } from '../../worker/index.js';

/** That a server was reached, or why it is not there. */
export interface ServerChange {
  readonly server: string;
  readonly error: GearctlError | undefined;
}

interface ServerRecord {
  /** The slots that are connected to it. */
  readonly slots: Set<number>;
  /** What was told of it last; undefined before the first time. */
  told: 'up' | 'down' | undefined;
}

/** Knows which servers are there, from what all slots tell of their connections: a server is up while one slot has it. */
export class ServerWatch {
  readonly #servers: ReadonlyMap<string, ServerRecord>;

  constructor(servers: readonly string[]) {
    this.#servers = new Map(servers.map((server) => [server, { slots: new Set(), told: undefined }]));
  }

  /** The servers in the order in which they were given. */
  get servers(): { server: string; isUp: boolean }[] {
    return [...this.#servers].map(([server, { slots }]) => ({ server, isUp: slots.size > 0 }));
  }

  /** True once each server was either reached or not. */
  get isSettled(): boolean {
    return [...this.#servers.values()].every(({ told }) => told !== undefined);
  }

  /** Takes an event of the worker; gives what has changed for a server, if something has. */
  note(event: WorkerEvent): ServerChange | undefined {
    if (event.type !== 'connected' && event.type !== 'disconnected' && event.type !== 'retrying') return undefined;
    const { server, slot } = event;
    const record = this.#servers.get(server);
    if (record === undefined) return undefined;
    if (event.type === 'connected') {
      record.slots.add(slot);
      return change(record, server, undefined);
    }
    record.slots.delete(slot);
    // What this worker closed itself says nothing of the server.
    const { error } = event;
    if (record.slots.size > 0 || error === undefined || error instanceof ClosedError) return undefined;
    return change(record, server, error);
  }
}

function change(record: ServerRecord, server: string, error: GearctlError | undefined): ServerChange | undefined {
  const state = error === undefined ? 'up' : 'down';
  if (record.told === state) return undefined;
  record.told = state;
  return { server, error };
}
