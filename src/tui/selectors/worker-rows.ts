import type { WorkerColumn } from '../model/interface.js';
import type { Model, WorkerModel } from '../model/types.js';
import { parseFilter } from './filter.js';

/** The connections of one host, those with functions only. */
export interface HostRow {
  readonly address: string;
  readonly workers: number;
  /** What its workers can do, in the order of the names, fit to be drawn. */
  readonly functionLabels: readonly string[];
}

/** Gives the connections that the filter lets through, in the order that was chosen. */
export function workerRows(model: Model): WorkerModel[] {
  const { filter, workerSort, workersOf, selected } = model.interface;
  const parsed = parseFilter(filter.text, ['functions']);
  const rows = model.data.workers.filter((worker) => {
    if (workersOf === 'no-function' && worker.functionNames.length > 0) return false;
    if (workersOf === 'selected-function' && !worker.functionNames.includes(selected.functions ?? '')) return false;
    return !parsed.ok || parsed.matches({ text: textOf(worker), number: () => worker.functionNames.length });
  });
  const sign = workerSort.reverse ? -1 : 1;
  return rows.sort((a, b) => sign * compare(a, b, workerSort.column) || compare(a, b, 'fd'));
}

/** Gives the connections that can do a function, in the order of their servers. */
export function workersOfFunction({ data }: Model, functionName: string): WorkerModel[] {
  return data.workers.filter(({ functionNames }) => functionNames.includes(functionName));
}

/** Groups workers by their hosts, those with the most first. */
export function hostRows(workers: readonly WorkerModel[]): HostRow[] {
  const hosts = new Map<string, WorkerModel[]>();
  for (const worker of workers) {
    if (worker.functionNames.length === 0) continue;
    const others = hosts.get(worker.address);
    if (others === undefined) hosts.set(worker.address, [worker]);
    else others.push(worker);
  }
  return [...hosts]
    .map(([address, members]) => ({
      address,
      workers: members.length,
      functionLabels: [...new Set(members.flatMap(({ functionLabels }) => functionLabels))].sort(),
    }))
    .sort((a, b) => b.workers - a.workers || compareText(a.address, b.address));
}

function textOf({ server, fd, address, clientLabel = '-', functionLabels }: WorkerModel): string {
  return [server, fd, address, clientLabel, ...functionLabels].join(' ');
}

function compare(a: WorkerModel, b: WorkerModel, column: WorkerColumn): number {
  switch (column) {
    case 'server':
      return compareText(a.server, b.server);
    case 'fd':
      return compareText(a.fd, b.fd);
    case 'address':
      return compareText(a.address, b.address);
    case 'id':
      return compareText(a.clientLabel ?? '\uffff', b.clientLabel ?? '\uffff');
    case 'seen':
      return a.seen.atMs - b.seen.atMs;
    case 'functions':
      return b.functionNames.length - a.functionNames.length;
  }
}

/** Numbers in texts are compared as numbers: 9 is before 10, 10.0.4.9 before 10.0.4.21. */
function compareText(a: string, b: string): number {
  const [left, right] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [x = '', y = ''] = [left[at], right[at]];
    const difference = at % 2 === 1 ? Number(x) - Number(y) : x < y ? -1 : Number(x > y);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
