import { type Admin, isUnknownCommand } from '../admin/index.js';
import type { ServerAnswer, ServerPool } from './server-pool.js';

/** What a server says of itself; null is what it does not tell. */
export interface ServerInfo {
  readonly version: string;
  readonly pid: number | null;
  readonly logLevel: string | null;
  readonly roundTripMs: number;
  readonly functions: number;
  /** Connections that can do something. */
  readonly workers: number;
  /** Waiting and running. */
  readonly jobs: number;
}

/** Asks all servers about themselves. */
export function queryServers(pool: ServerPool): Promise<ServerAnswer<ServerInfo>[]> {
  return pool.ask(infoOf);
}

async function infoOf(admin: Admin): Promise<ServerInfo> {
  const version = await admin.version();
  const roundTripMs = await admin.echo(new Uint8Array([0]));
  const [pid, logLevel, functions, connections] = await Promise.all([
    unlessUnknown(admin.pid()),
    unlessUnknown(admin.verbose()),
    admin.status(),
    admin.workers(),
  ]);
  return {
    version,
    pid,
    logLevel,
    roundTripMs,
    functions: functions.length,
    workers: connections.filter(({ functionNames }) => functionNames.length > 0).length,
    jobs: functions.reduce((sum, { total }) => sum + total, 0),
  };
}

async function unlessUnknown<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isUnknownCommand(error)) return null;
    throw error;
  }
}
