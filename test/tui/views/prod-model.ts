import { printable } from '../../../src/cli/output/printable.js';
import { UNKNOWN_FLOW } from '../../../src/tui/model/net-flow.js';
import { CELL_MS, cellAt, EMPTY_SERIES, recorded, type Series } from '../../../src/tui/model/series.js';
import type {
  FunctionModel,
  Instant,
  LastFailure,
  Model,
  QueueModel,
  ServerFunction,
  ServerModel,
  TopEvent,
  WorkerModel,
} from '../../../src/tui/model/types.js';
import { startModel } from '../../../src/tui/update/start.js';
import { PROD_FUNCTIONS, PROD_WORKERS, type ProdFunction, type ProdWorker } from './prod-cluster.js';

/** A Monday in local time, and a moment of a clock that has run for two hours. */
export const NOW: Instant = { epochMs: new Date(2026, 8, 28, 14, 7, 32).getTime(), atMs: 7_200_000 };

const TEN_MINUTES = 600_000 / CELL_MS;
const TWO_MINUTES = 120_000 / CELL_MS;

/** How the waiting jobs of ten minutes went, in levels from 0 to z. */
const BACKLOG =
  '2222222222222222222222222222222222323333333334444445555567777767798999abccbcdeddefffgghiijillllllmlmmmmnnnqqppppsqqpqqs' +
  'psqpoqrqppopqonppoomnmkllmlmmjjjijkjijhiiihhghhghgffffgggfeeefefefeeee';
const THUMBNAILS =
  '232323233323333333333344444444545556676778789a9abbcbcdddfeffghhhhijjkijjklmlllmklmlknmonmmmnonlnommmnmlmlkmkkkkkmkmmlll' +
  'mmljljkjljjkkkkkjkkjikkjikijjihiijj';

/**
 * A cluster of three servers, one of them down, with numbers that are easy to read. Trends are those of the last two
 * minutes or of ten, for a picture of the one is none of the other.
 */
export function prodModel(change: Partial<Model['interface']> = {}, trends: '2m' | '10m' = '10m'): Model {
  const workers = prodWorkers();
  const functions = new Map(
    PROD_FUNCTIONS.map((each) => [each.name, functionModel(each, change.detail === undefined ? trends : 'detail')]),
  );
  const servers = [serverModel('q1:4730', workers), serverModel('q2:4730', workers), downServer()];
  const start = startModel(
    { title: 'prod', source: 'live', allowActions: false, tls: true, matches: () => true },
    servers.map(({ label }) => label),
    NOW,
    {},
  );
  const totals = totalsModel();
  const data = { servers, functions, totals, workers, events: EVENTS, answered: NOW, isStale: false };
  return { ...start, data, latest: data, whole: data, interface: { ...start.interface, ...change } };
}

/** Spreads levels over the last cells of a series, so that `columnsOf` gives them back; `most` is the value of the largest. */
function seriesOf(levels: string, cells: number, most: number, series: Series = EMPTY_SERIES): Series {
  const heights = [...levels].map((level) => Number.parseInt(level, 36));
  const top = Math.max(...heights);
  const begin = cellAt(NOW.atMs) - cells + 1;
  let grown = series;
  heights.forEach((height, column) => {
    const from = begin + Math.floor((column * cells) / heights.length);
    const to = begin + Math.floor(((column + 1) * cells) / heights.length) - 1;
    grown = recorded(grown, from, to, top === 0 ? 0 : (height / top) * most, 'last');
  });
  return grown;
}

function functionModel(each: ProdFunction, trends: '2m' | '10m' | 'detail' = '10m'): FunctionModel {
  const [high, normal, low] = each.priorities;
  const isBusy = each.name === 'thumbnail_resize';
  const most = isBusy ? 4102 : each.waiting === 0 ? 3 : each.waiting;
  const [short, long] = each.trends.map((levels) => [...levels].map((level) => Number(level) - 1).join(''));
  const levels = trends === 'detail' ? THUMBNAILS : trends === '2m' ? short : long;
  const waiting = seriesOf(levels ?? '', trends === '2m' ? TWO_MINUTES : TEN_MINUTES, most);
  const counts = {
    total: each.waiting + each.running,
    running: each.running,
    waiting: each.waiting,
    workers: each.workers,
  };
  const share = each.failedPercent === undefined ? undefined : each.failedPercent / 100;
  const failedPerSecond = each.outPerSecond * (share ?? 0);
  return {
    ...counts,
    ...{ name: each.name, label: printable(each.name), byServer: new Map([[each.server, partOf(each)]]) },
    unservedSince: each.state === 'stalled' ? ago(302_000) : undefined,
    lastFailure: each.name === 'thumbnail_resize' ? LAST_FAILURE : undefined,
    ...{ isStale: false, state: each.state, stateSince: ago(302_000), waitingByPriority: { high, normal, low } },
    busy: each.workers === 0 ? undefined : each.running / each.workers,
    ...{ netPerSecond: each.netPerSecond, netIsRough: false, drainMs: each.drainMs, oldestAgeMs: each.oldestAgeMs },
    rates: {
      submittedPerSecond: each.inPerSecond,
      endedPerSecond: each.outPerSecond,
      completedPerSecond: each.outPerSecond - failedPerSecond,
      ...{ failedPerSecond, failedShare: share, failedRecently: Math.round(failedPerSecond * 600) },
      counters: { submitted: 90_000, completed: 86_000, failed: 71, exceptions: 12, timeouts: 0, lost: 0 },
    },
    waitTime: isBusy ? { count: 1000, p50Ms: 230_000, p90Ms: 250_000, p99Ms: 271_000, maxMs: 280_000 } : undefined,
    runTime: isBusy ? { count: 1000, p50Ms: 310, p90Ms: 720, p99Ms: 2040, maxMs: 3510 } : undefined,
    history: {
      waiting,
      running: seriesOf('ggggggfgggggggfggggggggfggggggggg', TEN_MINUTES, each.running),
      submitted: seriesOf('12345788234578823457882345788234578', TEN_MINUTES, each.inPerSecond),
      completed: seriesOf('11111111222345667888888766543221111', TEN_MINUTES, each.outPerSecond),
      failed: seriesOf('00000000000000000000011110000000000', TEN_MINUTES, failedPerSecond),
    },
    peak: { waiting: isBusy ? 4102 : each.waiting, epochMs: NOW.epochMs - 250_000 },
  };
}

const LAST_FAILURE: LastFailure = {
  ...{ epochMs: NOW.epochMs - 37_000, server: 'q1:4730' },
  counts: { failed: 1, exceptions: 0, timeouts: 0, lost: 0 },
};

function partOf({ waiting, running, workers }: ProdFunction): ServerFunction {
  const counts = { total: waiting + running, running, waiting, workers };
  return { ...counts, waitingByPriority: null, net: UNKNOWN_FLOW, idlePolls: 0, stats: undefined };
}

function totalsModel(): QueueModel {
  const { rates: of, ...one } = functionModel(PROD_FUNCTIONS[0] as ProdFunction);
  const rates = of && { ...of, failedShare: 0.004, failedRecently: 71 };
  const history = { ...one.history, waiting: seriesOf(BACKLOG, TEN_MINUTES, 9412) };
  return {
    ...one,
    ...{ total: 4967, running: 37, waiting: 4930, workers: 69, busy: 37 / 69, netPerSecond: -18.2, drainMs: 271_000 },
    ...{ rates, history, peak: { waiting: 9412, epochMs: NOW.epochMs - 322_000 } },
  };
}

function serverModel(label: 'q1:4730' | 'q2:4730', workers: readonly WorkerModel[]): ServerModel {
  const own = PROD_FUNCTIONS.filter(({ server }) => server === label);
  const sum = (of: (each: ProdFunction) => number) => own.reduce((total, each) => total + of(each), 0);
  const [waiting, running] = [sum((each) => each.waiting), sum((each) => each.running)];
  const isOurs = label === 'q1:4730';
  return {
    ...{ total: waiting + running, running, waiting, workers: sum((each) => each.workers) },
    ...{ label, state: 'up', isCounted: true, version: isOurs ? 'gearctl 1.0' : '1.1.21', hasStats: isOurs },
    ...{ roundTripMs: isOurs ? 0.6 : 1.1, lagMs: 0, poll: { atMs: NOW.atMs, tookMs: 1 }, answered: NOW, probes: [] },
    ...{
      failure: undefined,
      functions: new Map(own.map((each) => [each.name, partOf(each)])),
      connections: workers.filter(({ server }) => server === label),
    },
  };
}

function downServer(): ServerModel {
  const failure = { errno: 'ECONNREFUSED', message: 'connection refused', attempts: 3, retryAtMs: NOW.atMs + 4000 };
  const state = 'down' as const;
  return {
    ...{ ...serverModel('q1:4730', []), total: 0, running: 0, waiting: 0, workers: 0, label: 'q3:4730', state },
    ...{ isCounted: false, version: undefined, hasStats: false, roundTripMs: undefined, answered: undefined, failure },
  };
}

const FILLING = ['thumbnail_resize', 'video_transcode', 'mail_send', 'geo_lookup', 'pdf_render'] as const;

/** 69 that can do something, on 21 hosts, and three that cannot. */
function prodWorkers(): WorkerModel[] {
  const filling = Array.from({ length: 51 }, (_, at): ProdWorker => {
    const name = FILLING[at % FILLING.length] ?? '';
    const [address, id] = [`10.0.10.${(at % 8) + 1}`, at < 2 ? '-' : `${name.split('_')[0]}-x.${at}`];
    return ['q1:4730', String(100 + at), address, id, name, 86_400_000];
  });
  const idle = [1, 2].map((at): ProdWorker => ['q2:4730', String(200 + at), '10.0.9.41', '-', '', 30_000]);
  return [...PROD_WORKERS, ...filling, ...idle].map(workerModel);
}

function workerModel([server, fd, address, clientId, functions, seenMs]: ProdWorker): WorkerModel {
  const names = functions === '' ? [] : functions.split(' ');
  return {
    ...{
      key: `${server} ${fd} ${address} ${clientId}`,
      server,
      fd,
      address,
      functionNames: names,
      functionLabels: names,
    },
    clientLabel: clientId === '-' ? undefined : clientId,
    seen: ago(seenMs),
  };
}

const EVENTS: readonly TopEvent[] = [
  event('14:07:28', 'server-down', 'q3:4730 connection refused'),
  event('14:06:40', 'unserved', 'webhook_post has had no worker for 4m (118 waiting)', 'webhook_post'),
  event('14:06:12', 'draining', 'mail_send is draining (peak 1 204)', 'mail_send'),
  event('14:05:58', 'worker-joined', 'worker img-c.4 joined q1:4730 (thumbnail_resize)', 'img-c.4'),
  event('14:05:51', 'worker-joined', 'worker mail.3 joined q2:4730 (mail_send sms_send)', 'mail.3'),
  event('14:05:02', 'worker-left', 'worker hooks.1 left q2:4730 (webhook_post)', 'hooks.1'),
  event('14:03:19', 'growing', 'video_transcode has grown for 5m (+640)', 'video_transcode'),
  event('14:02:10', 'peak', 'peak backlog 9 412'),
];

function event(time: string, kind: TopEvent['kind'], text: string, about?: string): TopEvent {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const isWorker = kind.startsWith('worker');
  const gone: ProdWorker = ['q2:4730', '40', '10.0.8.2', 'hooks.1', 'webhook_post', 3_600_000];
  const worker = [...PROD_WORKERS, gone].find(([, , , id]) => id === about);
  return {
    ...{ epochMs: new Date(2026, 8, 28, hours, minutes, seconds).getTime(), kind, text, server: undefined },
    functionName: isWorker ? undefined : about,
    worker: isWorker && worker !== undefined ? workerModel(worker) : undefined,
  };
}

function ago(ms: number): Instant {
  return { atMs: NOW.atMs - ms, epochMs: NOW.epochMs - ms };
}
