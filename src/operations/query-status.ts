import { type Admin, isUnknownCommand } from '../admin/index.js';
import type { ServerPool } from './server-pool.js';
import {
  type FunctionCounts,
  mergeStatus,
  type PriorityCounts,
  type ServerStatus,
  type StatusReport,
} from './status-report.js';

/** Asks all servers for their functions, and sums the answers up. Servers that fail are part of the report. */
export async function queryStatus(pool: ServerPool): Promise<StatusReport> {
  const time = new Date();
  return mergeStatus(time, await pool.ask(statusOf));
}

async function statusOf(admin: Admin): Promise<ServerStatus> {
  // The first question connects, so it is the second that shows the round trip.
  const version = await admin.version();
  const startedAt = performance.now();
  const [roundTripMs, rows, priorities] = await Promise.all([
    admin.version().then(() => performance.now() - startedAt),
    admin.status(),
    prioritiesOf(admin),
  ]);
  const functions = new Map<string, FunctionCounts>();
  for (const { functionName, total, running, workers } of rows) {
    const waiting = Math.max(0, total - running);
    const waitingByPriority = priorities?.get(functionName) ?? null;
    functions.set(functionName, { total, running, waiting, workers, waitingByPriority });
  }
  return { version, roundTripMs, functions };
}

/** Perl's server does not know this question; then nobody knows what waits at which priority. */
async function prioritiesOf(admin: Admin): Promise<Map<string, PriorityCounts> | undefined> {
  try {
    const rows = await admin.priorityStatus();
    return new Map(rows.map(({ functionName, high, normal, low }) => [functionName, { high, normal, low }]));
  } catch (error) {
    if (isUnknownCommand(error)) return undefined;
    throw error;
  }
}
