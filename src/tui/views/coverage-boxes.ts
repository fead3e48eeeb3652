import { grouped } from '../grouped.js';
import type { Line, Role } from '../lines.js';
import type { FunctionModel, Model } from '../model/types.js';
import { ableWorkers } from '../selectors/capacity.js';
import { hostRows } from '../selectors/worker-rows.js';
import { solidBar } from './bar.js';
import { box, ofHeight } from './box.js';
import { namesIn } from './names.js';
import { percent } from './numbers.js';
import { cutMiddle, fitted, fittedRight, span } from './spans.js';

/** How long the longest bar is. */
function barCells(width: number): number {
  return Math.max(4, Math.min(16, width - 54));
}

/** Draws the hosts with the most workers. */
export function hostsBox({ data }: Model, width: number, height: number): Line[] {
  const hosts = hostRows(ableWorkers(data));
  const [first] = hosts;
  const shown = hosts.slice(0, height - 2);
  const cells = barCells(width);
  const room = width - 2 - 24 - cells;
  const lines = shown.map(({ address, workers, functionLabels }) => ({
    spans: [
      ...fitted([span(` ${cutMiddle(address, 14)}`)], 15),
      ...fittedRight([span(String(workers))], 4),
      span(`  ${solidBar(workers, first?.workers ?? 0, cells)}  `, 'busy-low'),
      span(namesIn(functionLabels, Math.max(1, room))),
    ],
  }));
  const note = [span(`top ${shown.length}`)];
  return box(ofHeight(lines, height - 2), { width, title: [span(`BY HOST ${hosts.length}`, 'strong')], note });
}

/** Draws the functions that have too few workers, and those with the most. */
export function coverageBox({ data }: Model, width: number, height: number): Line[] {
  const rated = [...data.functions.values()].map((each) => ({ each, verdict: verdictOf(each) }));
  const urgent = rated.sort((a, b) => b.verdict.urgency - a.verdict.urgency || b.each.workers - a.each.workers);
  const shown = urgent.slice(0, height - 2).sort((a, b) => b.each.workers - a.each.workers);
  const most = shown[0]?.each.workers ?? 0;
  const lines = shown.map(({ each: { label, workers }, verdict }) => ({
    spans: [
      ...fitted([span(` ${cutMiddle(label, 17)}`)], 19),
      ...fittedRight([span(String(workers))], 6),
      span(`  ${solidBar(workers, most, barCells(width))} `, 'busy-low'),
      span(verdict.words, verdict.role),
    ],
  }));
  const note = [span('functions by workers')];
  return box(ofHeight(lines, height - 2), { width, title: [span('COVERAGE', 'strong')], note });
}

interface Verdict {
  readonly urgency: number;
  readonly words: string;
  readonly role: Role;
}

/** Workers that are busy are enough as long as the queue does not grow. */
function verdictOf({ workers, waiting, running, busy = 0, state }: FunctionModel): Verdict {
  if (workers === 0 && waiting > 0)
    return { urgency: 3, words: `NO WORKER, ${grouped(waiting)} waiting`, role: 'alarm' };
  if (state === 'growing' && busy >= 0.95) {
    return { urgency: 2, words: `saturated, ${percent(busy)} busy`, role: 'growing' };
  }
  if (workers === 1) return { urgency: waiting + running > 0 ? 1 : 0, words: 'only one worker', role: 'slow' };
  return workers === 0 ? { urgency: 0, words: 'no worker', role: 'dim' } : { urgency: 0, words: 'ok', role: 'up' };
}
