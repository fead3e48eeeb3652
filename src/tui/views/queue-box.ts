import { grouped } from '../grouped.js';
import type { Line, Span } from '../lines.js';
import type { FunctionModel, Model } from '../model/types.js';
import { bar, busyRole } from './bar.js';
import { box } from './box.js';
import { numberIn, percent } from './numbers.js';
import { shortNames } from './server-words.js';
import { blanks, fittedRight, joined, span } from './spans.js';

const PRIORITIES = ['high', 'normal', 'low'] as const;

/** Draws what waits by priority as a name, a number and a bar, each priority in a line. */
function priorityLines({ waiting, waitingByPriority }: FunctionModel, nameCells: number, barCells: number): Span[][] {
  return PRIORITIES.map((priority) => {
    const number = waitingByPriority?.[priority];
    const text = number === undefined ? '—' : numberIn(number, 7);
    const share = number === undefined || waiting === 0 ? 0 : number / waiting;
    return [span(priority.padEnd(nameCells)), ...fittedRight([span(text)], 7), blanks(2), ...bar(share, barCells)];
  });
}

/** Says how many jobs there are for each worker; nothing where none waits or nobody is there. */
function lineWords({ waiting, workers }: FunctionModel): string {
  return waiting === 0 || workers === 0 ? '—' : grouped(Math.round(waiting / workers));
}

/** Says how many jobs there may be: no server tells, so it is known only if it was set from here. */
function limitWords({ interface: { limits } }: Model, { name }: FunctionModel): Span[] {
  const limit = limits.get(name);
  if (limit === undefined) return [span('unknown', 'dim')];
  return [span(limit === null ? 'none' : grouped(limit))];
}

function limitHint({ interface: { limits }, setup }: Model, { name }: FunctionModel): string {
  if (limits.has(name)) return 'set from here';
  return setup.allowActions ? 'set with m' : 'set with m (needs --allow-actions)';
}

/** Says how many jobs wait on each server, where there are several: `on q1 3 000 · q2 204`. */
function serverSplit({ data }: Model, { byServer }: FunctionModel): Span[] {
  if (byServer.size < 2) return [];
  const names = shortNames(data.servers);
  const parts = [...byServer].map(([label, { waiting }]) => [span(`${names.get(label) ?? label} ${grouped(waiting)}`)]);
  return [span('on '), ...joined(parts, ' · ')];
}

/** Draws what waits by priority, and what that means for a worker. */
export function queueBox(model: Model, each: FunctionModel, width: number): Line[] {
  const lines = [
    ...priorityLines(each, 6, Math.max(4, width - 31)).map((spans) => [blanks(1), ...spans]),
    [span(' max queue      '), ...limitWords(model, each), span(` · ${limitHint(model, each)}`, 'dim')],
    [span(` jobs each worker has in line   ${lineWords(each)}`)],
  ];
  const content = lines.map((spans) => ({ spans }));
  return box(content, { width, title: [span('QUEUE', 'strong')], footer: serverSplit(model, each) });
}

/** Draws how it stands now, in a box of three lines. */
export function nowBox(model: Model, each: FunctionModel, width: number): Line[] {
  const { running, workers, busy } = each;
  const hasRight = width >= 64;
  const barCells = Math.max(4, width - (hasRight ? 56 : 30));
  const share = busy ?? 0;
  const right: readonly (readonly Span[])[] = [
    [span(`running    ${grouped(running)} of ${grouped(workers)}`)],
    busy === undefined
      ? [span('busy       '), span('no worker', each.waiting > 0 ? 'alarm' : 'dim')]
      : [span(`busy       ${percent(share).padStart(4)} `), ...bar(Math.min(1, share), 10, busyRole(share))],
    [span('max queue  '), ...limitWords(model, each)],
  ];
  const lines = priorityLines(each, 6, barCells).map((spans, row): Line => {
    const label = span(row === 0 ? ' waiting  ' : ' '.repeat(10));
    return { spans: [label, ...spans, ...(hasRight ? [blanks(3), ...(right[row] ?? [])] : [])] };
  });
  const note = hasRight ? [] : [span(`${grouped(running)} of ${grouped(workers)} run`)];
  return box(lines, { width, title: [span('NOW', 'strong')], note, footer: serverSplit(model, each) });
}
