import { printable } from '../../cli/output/printable.js';
import type { WorkerSample } from './sample.js';
import type { Instant, WorkerModel } from './types.js';

/** Takes the connections that a server lists in; those that were there before stay what they are. */
export function listedConnections(
  before: readonly WorkerModel[],
  server: string,
  rows: readonly WorkerSample[],
  now: Instant,
): WorkerModel[] {
  const known = new Map(before.map((worker) => [worker.key, worker]));
  return rows.map((row) => {
    const key = `${server} ${row.fd} ${row.address} ${row.clientId}`;
    const earlier = known.get(key);
    if (earlier !== undefined && isSame(earlier.functionNames, row.functionNames)) return earlier;
    const functionNames = [...row.functionNames].sort();
    return {
      key,
      server,
      fd: row.fd,
      address: printable(row.address),
      clientLabel: row.clientId === '-' || row.clientId === '' ? undefined : printable(row.clientId),
      functionNames,
      functionLabels: functionNames.map(printable),
      seen: earlier?.seen ?? now,
    };
  });
}

function isSame(sorted: readonly string[], names: readonly string[]): boolean {
  if (sorted.length !== names.length) return false;
  return sorted.every((name, at) => name === names[at]) || [...names].sort().every((name, at) => name === sorted[at]);
}
