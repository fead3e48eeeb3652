import { describe, expect, it } from 'vitest';
import { ConnectError } from '../../src/errors.js';
import { nameFilter } from '../../src/operations/name-filter.js';
import type { ServerAnswer } from '../../src/operations/server-pool.js';
import {
  type FunctionCounts,
  measurementsOf,
  mergeStatus,
  type ServerStatus,
  selectFunctions,
} from '../../src/operations/status-report.js';

const now = new Date('2026-09-28T14:07:32.120Z');

function counts(total: number, running: number, workers: number, priorities?: readonly number[]): FunctionCounts {
  const [high = 0, normal = 0, low = 0] = priorities ?? [];
  const waitingByPriority = priorities === undefined ? null : { high, normal, low };
  return { total, running, waiting: Math.max(0, total - running), workers, waitingByPriority };
}

function up(server: string, functions: Readonly<Record<string, FunctionCounts>>): ServerAnswer<ServerStatus> {
  return {
    server,
    ok: true,
    value: { version: '1.1.20', roundTripMs: 1, functions: new Map(Object.entries(functions)) },
  };
}

const down: ServerAnswer<ServerStatus> = {
  server: 'q3',
  ok: false,
  error: new ConnectError('q3', 'ECONNREFUSED', 'connection refused'),
};

const q1 = up('q1', { resize: counts(10, 4, 4, [1, 5, 0]), mail: counts(2, 0, 0, [0, 2, 0]) });
const q2 = up('q2', { resize: counts(3, 5, 5, [0, 0, 0]), old: counts(1, 0, 1), idle: counts(0, 0, 3, [0, 0, 0]) });

describe('the status of several servers', () => {
  it('is summed up by function, and nowhere less than nothing waits', () => {
    const { functions, totals } = mergeStatus(now, [q1, q2]);
    expect(functions.map(({ name }) => name)).toEqual(['idle', 'mail', 'old', 'resize']);
    expect(functions[3]).toEqual({
      name: 'resize',
      total: 13,
      running: 9,
      waiting: 6,
      workers: 9,
      waitingByPriority: { high: 1, normal: 5, low: 0 },
      byServer: { q1: counts(10, 4, 4, [1, 5, 0]), q2: counts(3, 5, 5, [0, 0, 0]) },
    });
    expect(totals).toEqual({ total: 16, running: 9, waiting: 9, workers: 13 });
  });

  it('knows no priorities of a function where one of its servers does not tell them', () => {
    const { functions } = mergeStatus(now, [q1, up('q2', { resize: counts(1, 0, 0) })]);
    expect(functions.map(({ name, waitingByPriority }) => [name, waitingByPriority])).toEqual([
      ['mail', { high: 0, normal: 2, low: 0 }],
      ['resize', null],
    ]);
  });

  it('is that of the servers which answered', () => {
    const { functions, servers } = mergeStatus(now, [q1, down]);
    expect(functions).toHaveLength(2);
    expect(servers).toEqual([q1, down]);
  });

  it('can hold a function with any name', () => {
    const { functions } = mergeStatus(now, [up('q1', JSON.parse(`{"__proto__": ${JSON.stringify(counts(1, 0, 0))}}`))]);
    expect(functions.map(({ name, total }) => [name, total])).toEqual([['__proto__', 1]]);
  });

  it('can be narrowed to some functions, and to those with jobs', () => {
    const report = mergeStatus(now, [q1, q2]);
    const narrowed = selectFunctions(report, nameFilter(['*l*']), true);
    expect(narrowed.functions.map(({ name }) => name)).toEqual(['mail', 'old']);
    expect(narrowed.totals).toEqual({ total: 3, running: 0, waiting: 3, workers: 1 });
  });
});

describe('the measurements of a condition', () => {
  const report = mergeStatus(now, [q1, q2]);
  const selected = selectFunctions(report, nameFilter(['resize', 'mail']), false);
  const exactly = (number: number) => ({ min: number, max: number });
  const unknown = { min: 0, max: Number.POSITIVE_INFINITY };

  it('are sums over the functions selected', () => {
    const measure = measurementsOf(selected, report);
    const sums = (['waiting', 'running', 'total', 'workers', 'high', 'normal', 'low'] as const).map((name) =>
      measure(name, undefined),
    );
    expect(sums).toEqual([8, 9, 15, 9, 1, 7, 0].map(exactly));
  });

  it('are of any single function, selected or not', () => {
    const measure = measurementsOf(selected, report);
    expect(measure('workers', 'idle')).toEqual(exactly(3));
    expect(measure('waiting', 'nosuch')).toEqual(unknown);
    expect(measure('high', 'old')).toEqual(unknown);
  });

  it('are lower bounds while a server does not answer', () => {
    const partial = mergeStatus(now, [q1, down]);
    const measure = measurementsOf(partial, partial);
    expect(measure('waiting', undefined)).toEqual({ min: 8, max: Number.POSITIVE_INFINITY });
    expect(measure('servers', undefined)).toEqual(exactly(1));
  });
});
