import { durationText } from '../durations.js';
import { grouped } from '../grouped.js';
import { cellAt, valueAt } from './series.js';
import type { Data, FunctionModel, Instant, QueueModel, ServerModel, TopEvent } from './types.js';
import { workerEvents } from './worker-events.js';

/** How many events are kept. */
const MOST_EVENTS = 500;

/** How long a queue must have been in a state before it is worth an event. */
const DRAINING_MS = 60_000;
const GROWING_MS = 5 * 60_000;
const UNSERVED_MS = [0, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 24 * 3_600_000];

/** Peaks that follow each other this closely are one. */
const PEAK_APART_MS = 60_000;
const LEAST_PEAK = 10;

/** An event before it has a time. */
export type Happening = Pick<TopEvent, 'kind' | 'text'> & Partial<TopEvent>;

/** Puts events before those there are. A peak takes the place of the one that it goes on from. */
export function withEvents(data: Data, events: readonly TopEvent[]): Data {
  if (events.length === 0) return data;
  const [newest] = events.filter(({ kind }) => kind === 'peak');
  const goesOn = ({ kind, epochMs }: TopEvent) =>
    newest !== undefined && kind === 'peak' && newest.epochMs - epochMs < PEAK_APART_MS;
  const kept = data.events.filter((event) => !goesOn(event));
  return { ...data, events: [...events, ...kept].slice(0, MOST_EVENTS) };
}

/** Tells what happened between two polls of a server. */
export function eventsBetween(
  before: Data,
  after: Data,
  serverBefore: ServerModel,
  server: ServerModel,
  now: Instant,
): TopEvent[] {
  const happenings = [
    ...serverEvents(serverBefore, server),
    ...workerEvents(serverBefore, server),
    ...functionEvents(before, after, serverBefore.answered === undefined, now),
    ...peakEvents(before.totals, after.totals, now),
  ];
  return happenings.map((happening) => ({
    epochMs: now.epochMs,
    server: undefined,
    functionName: undefined,
    worker: undefined,
    ...happening,
  }));
}

function serverEvents(before: ServerModel, { label, failure }: ServerModel): Happening[] {
  if (failure !== undefined && before.failure === undefined) {
    return [{ kind: 'server-down', text: `${label} ${failure.message}`, server: label }];
  }
  if (failure === undefined && before.failure !== undefined) {
    return [{ kind: 'server-up', text: `${label} answers`, server: label }];
  }
  return [];
}

function functionEvents(before: Data, after: Data, isFirstAnswer: boolean, now: Instant): Happening[] {
  const events: Happening[] = [];
  // When a server drops out of the sums, or comes back, they jump although nothing has happened.
  const isSameSum = after.servers.every(({ isCounted }, at) => isCounted === before.servers[at]?.isCounted);
  for (const [functionName, each] of after.functions) {
    const earlier = before.functions.get(functionName);
    if (earlier !== undefined && isSameSum) {
      events.push(...queueEvents(earlier, each, before.answered, now).map((event) => ({ ...event, functionName })));
    } else if (earlier === undefined && !isFirstAnswer) {
      events.push({ kind: 'function-seen', text: `${each.label} is new`, functionName });
    }
  }
  for (const [functionName, { label }] of before.functions) {
    if (!after.functions.has(functionName))
      events.push({ kind: 'function-gone', text: `${label} is gone`, functionName });
  }
  return events;
}

function queueEvents(
  before: FunctionModel,
  after: FunctionModel,
  answered: Instant | undefined,
  now: Instant,
): Happening[] {
  const { label, waiting, unservedSince, state, stateSince, peak } = after;
  const hasJustLasted = (since: Instant, ms: number) =>
    now.atMs - since.atMs >= ms && (answered === undefined || answered.atMs - since.atMs < ms);
  const events: Happening[] = [];
  if (before.workers > 0 && after.workers === 0) {
    const rest = waiting === 0 ? '' : ` (${grouped(waiting)} waiting)`;
    events.push({ kind: 'last-worker-left', text: `the last worker of ${label} left${rest}` });
  }
  if (unservedSince !== undefined && UNSERVED_MS.some((ms) => hasJustLasted(unservedSince, ms))) {
    const ms = now.atMs - unservedSince.atMs;
    const how = ms === 0 ? 'has no worker' : `has had no worker for ${durationText(ms)}`;
    events.push({ kind: 'unserved', text: `${label} ${how} (${grouped(waiting)} waiting)` });
  }
  if (state === 'draining' && hasJustLasted(stateSince, DRAINING_MS)) {
    events.push({ kind: 'draining', text: `${label} is draining (peak ${grouped(peak.waiting)})` });
  }
  if (state === 'growing' && hasJustLasted(stateSince, GROWING_MS)) {
    const rise = waiting - valueAt(after.history.waiting, cellAt(now.atMs - GROWING_MS));
    const by = Number.isNaN(rise) ? '' : ` (+${grouped(rise)})`;
    events.push({ kind: 'growing', text: `${label} has grown for ${durationText(GROWING_MS)}${by}` });
  }
  if (before.state === 'draining' && state === 'idle') {
    events.push({ kind: 'drained', text: `${label} is drained (peak ${grouped(peak.waiting)})` });
  }
  return events;
}

/** In the first minute any number is the largest. */
function peakEvents({ peak: before }: QueueModel, { peak, history }: QueueModel, { atMs }: Instant): Happening[] {
  const isEarly = Number.isNaN(valueAt(history.waiting, cellAt(atMs - PEAK_APART_MS)));
  if (peak.waiting <= before.waiting || peak.waiting < LEAST_PEAK || isEarly) return [];
  return [{ kind: 'peak', text: `peak backlog ${grouped(peak.waiting)}` }];
}
