import { printable } from '../../cli/output/printable.js';
import { newestFailure } from './last-failure.js';
import { isStuck, isUnserved, mergedQueue, type Span, unknownQueue } from './merged-queue.js';
import type { Data, FunctionModel, Instant, ServerFunction, ServerModel } from './types.js';

/** How servers are merged. */
export interface Merging {
  readonly now: Instant;
  /** The cells of the histories that are filled; undefined where nothing new has come. */
  readonly span: Span | undefined;
  readonly matches: (functionName: string) => boolean;
}

/**
 * Sums up what the servers that count know. While none counts the numbers stay what they were; so do those of a function
 * that only other servers have.
 */
export function mergedServers(before: Data, servers: readonly ServerModel[], merging: Merging): Data {
  const counted = servers.filter(({ isCounted }) => isCounted);
  const isStale = counted.length === 0 && before.answered !== undefined;
  const functions = new Map<string, FunctionModel>();
  for (const [name, byServer] of serversByFunction(servers, merging.matches)) {
    functions.set(name, mergedFunction(before.functions.get(name), name, byServer, counted, merging));
  }
  if (counted.length === 0) return { ...before, servers, functions, isStale };
  const parts = [...functions.values()].flatMap(({ byServer }) => countedParts(byServer, counted));
  // One function without workers does not stop the others, so all together are stalled only if each of them is.
  const isStalled = parts.every((part) => part.waiting === 0 || isStuck(part));
  const totals = mergedQueue(before.totals, parts, isStalled, merging);
  return { ...before, servers, functions, totals, isStale };
}

function serversByFunction(servers: readonly ServerModel[], matches: Merging['matches']) {
  const found = new Map<string, Map<string, ServerFunction>>();
  for (const { label, functions } of servers) {
    for (const [name, each] of functions) {
      const others = found.get(name);
      if (others !== undefined) others.set(label, each);
      else if (matches(name)) found.set(name, new Map([[label, each]]));
    }
  }
  return found;
}

function mergedFunction(
  before: FunctionModel | undefined,
  name: string,
  byServer: ReadonlyMap<string, ServerFunction>,
  counted: readonly ServerModel[],
  merging: Merging,
): FunctionModel {
  const { now } = merging;
  const parts = countedParts(byServer, counted);
  if (parts.length === 0 && before !== undefined) return { ...before, byServer, isStale: true };
  const busy = parts.filter(({ waiting }) => waiting > 0);
  return {
    ...mergedQueue(before ?? unknownQueue(now), parts, busy.some(isUnserved) || busy.every(isStuck), merging),
    name,
    label: before?.label ?? printable(name),
    byServer,
    lastFailure: newestFailure(before?.byServer, byServer, now) ?? before?.lastFailure,
    unservedSince: parts.some(isUnserved) ? (before?.unservedSince ?? now) : undefined,
    isStale: false,
  };
}

function countedParts(byServer: ReadonlyMap<string, ServerFunction>, counted: readonly ServerModel[]) {
  return counted.flatMap(({ label }) => byServer.get(label) ?? []);
}
