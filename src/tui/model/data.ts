import { eventsBetween, withEvents } from './events.js';
import { type Merging, mergedServers } from './merge.js';
import { type Span, unknownQueue } from './merged-queue.js';
import { patienceMs, polledServer, timedServer, unaskedServer } from './polled-server.js';
import type { Sample } from './sample.js';
import { CELL_MS, cellAt } from './series.js';
import type { Data, Instant, ServerModel } from './types.js';

/** What samples are taken in by. */
export interface Taking {
  readonly intervalMs: number;
  readonly matches: Merging['matches'];
}

/** What is known before anything was asked. */
export function noData(servers: readonly string[], now: Instant): Data {
  return {
    servers: servers.map(unaskedServer),
    functions: new Map(),
    totals: unknownQueue(now),
    workers: [],
    events: [],
    answered: undefined,
    isStale: false,
  };
}

/** Takes a poll in; one of a server that nobody named is left out. */
export function withSample(data: Data, sample: Sample, { intervalMs, matches }: Taking): Data {
  const before = data.servers.find(({ label }) => label === sample.server);
  if (before === undefined) return data;
  const server = polledServer(before, sample, intervalMs);
  const servers = data.servers.map((each) => (each === before ? server : each));
  const now = { atMs: sample.atMs + sample.tookMs, epochMs: sample.epochMs + sample.tookMs };
  const span = server.answered === before.answered ? undefined : spanUntil(data, server, now, intervalMs);
  const merged = mergedServers(data, servers, { now, span, matches });
  const isListed = server.connections !== before.connections;
  const after: Data = {
    ...merged,
    workers: isListed ? servers.flatMap(({ connections }) => connections) : data.workers,
    answered: span === undefined ? data.answered : now,
  };
  return withEvents(after, eventsBetween(data, after, before, server, now));
}

/** Lets time pass: servers that have not answered for long no longer count. */
export function withTime(data: Data, now: Instant, { intervalMs, matches }: Taking): Data {
  const servers = data.servers.map((server) => timedServer(server, now.atMs, intervalMs));
  if (servers.every((server, at) => server === data.servers[at])) return data;
  const isRecounted = servers.some(({ isCounted }, at) => isCounted !== data.servers[at]?.isCounted);
  return isRecounted ? mergedServers(data, servers, { now, span: undefined, matches }) : { ...data, servers };
}

/** Narrows what is known to one server. Its histories begin now, for only those of all servers together are kept. */
export function narrowedTo(data: Data, label: string, now: Instant, { matches }: Taking): Data {
  const servers = data.servers.filter((server) => server.label === label);
  const before = { ...noData([label], now), answered: data.answered };
  const cell = cellAt(now.atMs);
  return {
    ...mergedServers(before, servers, { now, span: { from: cell, to: cell }, matches }),
    workers: servers.flatMap(({ connections }) => connections),
    events: data.events.filter(({ server }) => server === label),
  };
}

/** Begins the peaks anew, at what waits now. */
export function withoutPeaks(data: Data, { epochMs }: Instant): Data {
  const from = ({ waiting }: { readonly waiting: number }) => ({ peak: { waiting, epochMs } });
  const functions = new Map([...data.functions].map(([name, each]) => [name, { ...each, ...from(each) }]));
  return { ...data, functions, totals: { ...data.totals, ...from(data.totals) } };
}

/** A poll stands for the time since the one before, unless that is too long ago: then there is a gap. */
function spanUntil({ answered }: Data, server: ServerModel, now: Instant, intervalMs: number): Span {
  const to = cellAt(now.atMs);
  const isGap = answered === undefined || now.atMs - answered.atMs > patienceMs(server, intervalMs) + CELL_MS;
  return { from: isGap ? to : Math.min(to, cellAt(answered.atMs) + 1), to };
}
