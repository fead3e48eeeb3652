import { type Line, type Look, plainLine, type Role } from '../../../src/tui/lines.js';
import type { Interface } from '../../../src/tui/model/interface.js';
import { UNKNOWN_FLOW } from '../../../src/tui/model/net-flow.js';
import type { Model } from '../../../src/tui/model/types.js';
import { startModel } from '../../../src/tui/update/start.js';
import { view } from '../../../src/tui/views/view.js';
import { NOW, prodModel } from './prod-model.js';

/** A frame that is kept as a file: what is drawn, on which size, how. */
export interface FrameCase {
  readonly name: string;
  readonly model: Model;
  readonly cols: number;
  readonly rows: number;
  readonly look: Look;
  /** Whether the roles are written below the text. */
  readonly hasRoles?: boolean;
}

const UTF8: Look = { graph: 'braille', unicode: true };
const ASCII: Look = { graph: 'ascii', unicode: false };

const SIZES = [
  [40, 8],
  [60, 18],
  [80, 24],
  [100, 30],
  [140, 40],
  [200, 60],
] as const;

/** No server has answered for 14 seconds. */
export function stoppedModel(change: Partial<Interface> = {}): Model {
  const model = prodModel(change);
  const now = { atMs: NOW.atMs + 14_000, epochMs: NOW.epochMs + 14_000 };
  const failures = [
    { errno: 'ECONNREFUSED', message: 'connection refused', attempts: 5, retryAtMs: now.atMs + 3000 },
    { errno: 'ETIMEDOUT', message: 'no answer within 2 s', attempts: 3, retryAtMs: now.atMs + 7000 },
    { errno: 'ENOTFOUND', message: 'name does not resolve', attempts: 9, retryAtMs: now.atMs + 4000 },
  ];
  const servers = model.data.servers.map((server, at) => {
    return { ...server, state: 'down' as const, isCounted: false, failure: failures[at] };
  });
  const data = { ...model.data, servers, isStale: true };
  return { ...model, now, data, latest: data, whole: data };
}

/** The same cluster without a server that counts jobs. */
export function plainModel(change: Partial<Interface> = {}): Model {
  const model = prodModel(change);
  const servers = model.data.servers.map((server) => ({
    ...server,
    hasStats: false,
    version: server.version && '1.1.21',
  }));
  const untold = {
    lastFailure: undefined,
    rates: undefined,
    oldestAgeMs: undefined,
    runTime: undefined,
    waitTime: undefined,
  };
  const functions = new Map([...model.data.functions].map(([name, each]) => [name, { ...each, ...untold }]));
  const data = { ...model.data, servers, functions, totals: { ...model.data.totals, ...untold } };
  return { ...model, data, latest: data, whole: data };
}

/** The same, where the lists of jobs are looked at. */
function probedModel(change: Partial<Interface> = {}): Model {
  const model = plainModel(change);
  const looks = [0, 10, 20, 30].map((seconds) => ({ atMs: NOW.atMs + seconds * 1000, largestJob: 1000 + seconds * 9 }));
  const servers = model.data.servers.map((server) => (server.state === 'up' ? { ...server, probes: looks } : server));
  const data = { ...model.data, servers };
  return { ...model, data, latest: data, whole: data };
}

/** Names that are long, wide and combined, and a function that two servers have. */
function foreignModel(change: Partial<Interface> = {}): Model {
  const model = prodModel(change);
  const labels = ['図形変換サービス・サムネイル作成', 'cafe\u0301-cre\u0300me', `${'very-'.repeat(9)}long`];
  const functions = [...model.data.functions].map(([name, each], at) => {
    const byServer = new Map([
      ...each.byServer,
      ...(at === 0 ? ([['q2:4730', { ...PART, waiting: 204 }]] as const) : []),
    ]);
    return [name, { ...each, byServer, label: labels[at] ?? each.label }] as const;
  });
  const workers = model.data.workers.map((each) => ({ ...each, clientLabel: each.clientLabel && '作業者' }));
  const data = { ...model.data, functions: new Map(functions), workers };
  return { ...model, data, latest: data, whole: data };
}

const PART = {
  ...{ total: 0, running: 0, workers: 0, waitingByPriority: null },
  net: UNKNOWN_FLOW,
  idlePolls: 0,
  stats: undefined,
};

/** Nothing was answered yet. */
export function emptyModel(): Model {
  const setup = { title: 'prod', source: 'live' as const, allowActions: false, tls: false, matches: () => true };
  return startModel(setup, ['q1:4730'], NOW);
}

const DETAIL = { functionName: 'thumbnail_resize', pane: 'workers' } as const;

const JOBS = {
  ...{ functionName: 'thumbnail_resize', server: 'q1:4730', total: 3220 },
  jobs: [1, 2, 3, 4, 5, 6].map((number) => ({
    ...{
      name: `H:q1:${88000 + number}`,
      handle: `H:q1:${88000 + number}`,
      unique: undefined,
      priority: 'normal' as const,
      background: true,
    },
    ...{ state: number < 3 ? ('running' as const) : ('queued' as const), ageMs: 252_000 - number * 1000 },
    ...{
      runTimeMs: undefined,
      attempts: 1,
      worker: number < 3 ? `img-a.${number}` : undefined,
      sizeBytes: 2048 * number,
    },
  })),
};

const DIALOG = {
  ...{ action: 'drop' as const, functionName: 'legacy_export', functionLabel: 'legacy_export', isUnderWay: false },
  ...{ prompt: 'type its name to drop it', text: 'legacy', error: undefined },
  warning: 'A worker makes it known again.',
};

const LONG_DIALOG = {
  ...DIALOG,
  warning: `${'It has 16 workers, so servers will refuse. '.repeat(3)}`.trim(),
  error: 'that is not its name',
};

const PEEK = {
  handle: 'H:q1:88001',
  sizeBytes: 61,
  lines: ['{"image":"cat.heic","width":320}', '{"image":"dog.heic"}'],
};

/** All frames. */
export const FRAME_CASES: readonly FrameCase[] = [
  ...SIZES.map(([cols, rows]) => frame('overview', prodModel({}, cols < 100 ? '2m' : '10m'), cols, rows)),
  ...SIZES.map(([cols, rows]) => ({ ...frame('overview-ascii', prodModel(), cols, rows), look: ASCII })),
  ...[SIZES[2], SIZES[4]].map(([cols, rows]) => ({
    ...frame('overview-roles', prodModel(), cols, rows),
    hasRoles: true,
  })),
  ...SIZES.map(([cols, rows]) => frame('detail', prodModel({ detail: DETAIL }), cols, rows)),
  ...SIZES.map(([cols, rows]) => frame('workers', prodModel({ screen: 'workers' }), cols, rows)),
  frame('workers-by-host', prodModel({ screen: 'workers', workersBy: 'host' }), 80, 24),
  frame('detail-of-gearmand', plainModel({ detail: DETAIL }), 80, 24),
  frame('detail-jobs', prodModel({ detail: { ...DETAIL, pane: 'jobs' }, jobs: JOBS }), 100, 30),
  frame('servers', prodModel({ screen: 'servers' }), 80, 24),
  frame('overview-probed', probedModel(), 80, 24),
  frame('servers-probed', probedModel({ screen: 'servers' }), 80, 24),
  { ...frame('detail-ascii', prodModel({ detail: DETAIL }), 200, 60), look: ASCII },
  { ...frame('workers-ascii', prodModel({ screen: 'workers' }), 200, 60), look: ASCII },
  frame('detail-limit', prodModel({ detail: DETAIL, limits: new Map([['thumbnail_resize', 5000]]) }), 140, 40),
  frame('events', prodModel({ screen: 'events' }), 80, 24),
  ...[SIZES[1], SIZES[2], SIZES[4]].map(([cols, rows]) =>
    frame('help', prodModel({ overlay: { kind: 'help' } }), cols, rows),
  ),
  ...[SIZES[1], SIZES[2], SIZES[4]].map(([cols, rows]) => frame('no-server', stoppedModel(), cols, rows)),
  frame('overview-of-gearmand', plainModel(), 140, 40),
  frame('filter', prodModel({ filter: { text: 'wait>100', isEditing: true, error: undefined } }), 80, 24),
  frame('folded', prodModel({ foldsIdle: true, isPaused: true, recordingTo: 'hour.jsonl' }), 80, 24),
  frame('sort-menu', prodModel({ overlay: { kind: 'sort', at: 3 } }), 80, 24),
  frame('columns-menu', prodModel({ overlay: { kind: 'columns', at: 1 }, hiddenColumns: new Set(['trend']) }), 80, 24),
  frame('dialog', prodModel({ overlay: { kind: 'dialog', dialog: DIALOG } }), 80, 24),
  frame('dialog', prodModel({ overlay: { kind: 'dialog', dialog: LONG_DIALOG } }), 40, 8),
  frame('peek', prodModel({ overlay: { kind: 'peek', peek: PEEK } }), 80, 24),
  frame('last-errors', stoppedModel({ overlay: { kind: 'error' } }), 80, 24),
  frame('nothing-yet', emptyModel(), 80, 24),
  frame('foreign-names', foreignModel(), 60, 18),
  frame('foreign-names-detail', foreignModel({ detail: DETAIL }), 80, 24),
];

/** Writes a frame as its file has it. */
export function frameText({ model, cols, rows, look, hasRoles }: FrameCase): string {
  const lines = view(model, cols, rows, look);
  const text = lines.map((line) => `${plainLine(line).trimEnd()}\n`).join('');
  return hasRoles ? `${text}\n${lines.map(rolesOf).join('')}${legendOf(lines)}` : text;
}

function frame(name: string, model: Model, cols: number, rows: number): FrameCase {
  return { name: `${name}-${cols}x${rows}`, model, cols, rows, look: UTF8 };
}

const LETTERS: Readonly<Record<Role, string>> = {
  ...{ text: '.', title: 'T', border: '|', heading: 'h', sorted: 'H', dim: '-', strong: 'S', key: 'k' },
  ...{ growing: 'g', draining: 'd', alarm: 'A', calm: 'c', info: 'i', error: 'E', up: 'u', slow: 's', down: 'D' },
  ...{ 'busy-low': '1', 'busy-high': '2', 'busy-full': '3', 'chart-low': 'x', 'chart-middle': 'y', 'chart-high': 'z' },
};

/** One letter for each character, blanks left out, and what the line stands on. */
function rolesOf({ spans, ground }: Line): string {
  const letters = spans.map(({ text, role = 'text' }) => text.replace(/\S/gu, LETTERS[role]));
  return `${letters.join('').trimEnd()}${ground === undefined ? '' : `  (${ground})`}\n`;
}

function legendOf(lines: readonly Line[]): string {
  const used = new Set(lines.flatMap(({ spans }) => spans.map(({ role = 'text' }) => role)));
  return `\n${[...used]
    .sort()
    .map((role) => `${LETTERS[role]} ${role}\n`)
    .join('')}`;
}
