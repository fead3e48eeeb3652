import { grouped } from '../grouped.js';
import type { Line, Span } from '../lines.js';
import type { Quantiles } from '../model/sample.js';
import type { Series } from '../model/series.js';
import type { FunctionModel, Model, Rates } from '../model/types.js';
import { bar } from './bar.js';
import { box, ofHeight } from './box.js';
import { charted, chartedUntil } from './chart-time.js';
import { counted, rate } from './numbers.js';
import { shortNames } from './server-words.js';
import { fitted, fittedRight, span } from './spans.js';
import { sparkline } from './sparkline.js';
import { measured } from './times.js';

/** How many lines each of these boxes has inside. */
const LINES = 5;

/** Draws what comes in and goes out, as far as servers count it. */
export function ratesBox(model: Model, each: FunctionModel, rates: Rates, width: number): Line[] {
  const names = shortNames(model.data.servers);
  const counting = model.data.servers.filter(({ label, hasStats }) => hasStats && each.byServer.has(label));
  const whose = counting.map(({ label }) => names.get(label) ?? label).join(' ');
  const { submitted, completed, failed } = each.history;
  const moving = (label: string, perSecond: number, series: Series): Span[] => [
    ...fitted([span(` ${label}`)], 12),
    ...fittedRight([span(rate(perSecond, 9))], 10),
    span(' /s  '),
    span(sparkline(charted(series, chartedUntil(model), model.interface.range, Math.max(4, width - 33))), 'chart-low'),
  ];
  const told = (label: string, number: number): Span[] => [
    ...fitted([span(` ${label}`)], 12),
    ...fittedRight([span(grouped(number))], 13),
    span('  in all', 'dim'),
  ];
  const lines = [
    moving('submitted', rates.submittedPerSecond, submitted),
    moving('completed', rates.completedPerSecond, completed),
    moving('failed', rates.failedPerSecond, failed),
    told('exceptions', rates.counters.exceptions),
    told('timed out', rates.counters.timeouts),
  ];
  const title = [span('RATES', 'strong'), span(` (${whose}, gearctl serve)`)];
  return box(
    lines.map((spans) => ({ spans })),
    { width, title, note: [span('60 s average')] },
  );
}

/** Draws how long jobs ran, and how long they waited. */
export function runTimeBox({ runTime, waitTime }: FunctionModel, width: number): Line[] {
  const note = runTime === undefined ? [] : [span(counted(runTime.count, 'job'))];
  const lines = runTime === undefined ? [{ spans: [span(' no job has ended yet', 'dim')] }] : timeLines(runTime, width);
  const waited = waitTime && [span(` wait  p50 ${measured(waitTime.p50Ms)}   p99 ${measured(waitTime.p99Ms)}`)];
  const all = waited === undefined ? lines : [...lines, { spans: waited }];
  return box(ofHeight(all, LINES), { width, title: [span('RUN TIME', 'strong')], note });
}

function timeLines({ p50Ms, p90Ms, p99Ms, maxMs }: Quantiles, width: number): Line[] {
  const times: readonly (readonly [string, number])[] = [
    ['p50', p50Ms],
    ['p90', p90Ms],
    ['p99', p99Ms],
    ['max', maxMs],
  ];
  return times.map(([label, ms]) => {
    const time = fitted([span(` ${label}   ${measured(ms)}`)], 16);
    return { spans: [...time, ...bar(maxMs === 0 ? 0 : ms / maxMs, Math.max(4, width - 31))] };
  });
}
