import { type NameFilter, nameFilter } from './name-filter.js';
import type { ServerAnswer, ServerPool } from './server-pool.js';

/** A connection to a server and what it can do. */
export interface WorkerConnection {
  readonly server: string;
  readonly fd: string;
  readonly address: string;
  /** Null where none was set. */
  readonly clientId: string | null;
  readonly functionNames: readonly string[];
}

/** Which connections are meant. */
export interface WorkersWish {
  /** Names, globs and regular expressions of functions; none is all. */
  readonly patterns: readonly string[];
  /** Also connections without functions: clients, and whoever just asks. Ours is one of them. */
  readonly idle: boolean;
}

/** The connections of all servers that answered. */
export interface WorkersReport {
  readonly time: Date;
  readonly servers: readonly ServerAnswer<unknown>[];
  readonly workers: readonly WorkerConnection[];
  /** Functions asked for by name that no worker has; not known to be so while a server does not answer. */
  readonly withoutWorker: readonly string[];
}

/** Asks all servers for their connections. Servers that fail are part of the report. */
export async function queryWorkers(pool: ServerPool, { patterns, idle }: WorkersWish): Promise<WorkersReport> {
  const filter = nameFilter(patterns);
  const time = new Date();
  const servers = await pool.ask((admin) => admin.workers());
  const workers = servers.flatMap((answer) => {
    if (!answer.ok) return [];
    return answer.value.map(({ clientId, functionNames, ...row }) => ({
      server: answer.server,
      ...row,
      clientId: clientId === '-' || clientId === '' ? null : clientId,
      functionNames: [...new Set(functionNames)].sort(),
    }));
  });
  const complete = servers.every(({ ok }) => ok);
  return {
    time,
    servers,
    workers: workers.filter(({ functionNames }) => isMeant(functionNames, filter, patterns.length > 0, idle)),
    withoutWorker: complete
      ? filter.literals.filter((name) => !workers.some(({ functionNames }) => functionNames.includes(name)))
      : [],
  };
}

function isMeant(functionNames: readonly string[], filter: NameFilter, filtered: boolean, idle: boolean): boolean {
  if (functionNames.length === 0) return idle && !filtered;
  return functionNames.some((name) => filter.matches(name));
}

/** By what workers can be grouped. */
export const GROUPINGS = ['host', 'function', 'id'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Workers that have something in common. */
export interface WorkerGroup {
  readonly by: Grouping;
  readonly name: string;
  readonly workers: number;
  readonly functionNames: readonly string[];
  readonly addresses: readonly string[];
}

/** Groups workers by their host, by each of their functions or by their client ID, in the order of the names. */
export function groupWorkers(workers: readonly WorkerConnection[], by: Grouping): WorkerGroup[] {
  const groups = new Map<string, WorkerConnection[]>();
  for (const worker of workers) {
    for (const name of namesOf(worker, by)) groups.set(name, [...(groups.get(name) ?? []), worker]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => ({
      by,
      name,
      workers: members.length,
      functionNames: [...new Set(members.flatMap(({ functionNames }) => functionNames))].sort(),
      addresses: [...new Set(members.map(({ address }) => address))].sort(),
    }));
}

function namesOf({ address, clientId, functionNames }: WorkerConnection, by: Grouping): readonly string[] {
  if (by === 'function') return functionNames;
  return [by === 'host' ? address : (clientId ?? '-')];
}
