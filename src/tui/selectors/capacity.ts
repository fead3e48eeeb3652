import type { Data, Model, WorkerModel } from '../model/types.js';

/** What could be at work at once. */
export interface Capacity {
  /** Connections that can do a function; one that can do several counts once, for it does one at a time. */
  readonly workers: number;
  readonly hosts: number;
}

/** Counts the workers of the servers that count; of a server that lists none, by what it says of its functions. */
export function capacityOf(data: Data): Capacity {
  const able = ableWorkers(data);
  const hosts = new Set(able.map(({ address }) => address)).size;
  return { workers: able.length === 0 ? data.totals.workers : able.length, hosts };
}

/** Gives the connections that can do a function, of the servers that count, or of all while none does. */
export function ableWorkers({ servers, workers, isStale }: Data): WorkerModel[] {
  const counted = new Set(servers.filter(({ isCounted }) => isCounted || isStale).map(({ label }) => label));
  return workers.filter(({ server, functionNames }) => functionNames.length > 0 && counted.has(server));
}

/** Counts the workers that have joined and left in the last five minutes, as far as single ones were told. */
export function recentChanges({ data, now }: Model): { readonly joined: number; readonly left: number } {
  const recent = data.events.filter(
    ({ epochMs, worker }) => worker !== undefined && now.epochMs - epochMs <= RECENT_MS,
  );
  const of = (kind: string) => recent.filter((event) => event.kind === kind).length;
  return { joined: of('worker-joined'), left: of('worker-left') };
}

const RECENT_MS = 5 * 60_000;
