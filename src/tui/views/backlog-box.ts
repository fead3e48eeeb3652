import { durationText } from '../durations.js';
import { grouped } from '../grouped.js';
import type { Line, Look, Span } from '../lines.js';
import type { Data, Model } from '../model/types.js';
import { capacityOf } from '../selectors/capacity.js';
import { leastIntake } from '../selectors/intake.js';
import { busyRole, gauge } from './bar.js';
import { box } from './box.js';
import { percent, rateAtLeast } from './numbers.js';
import { waitingChart } from './queue-chart.js';
import { netWords, outlookWords, stateSign } from './queue-words.js';
import { RANGE_WORDS } from './ranges.js';
import { blanks, fitted, joined, joinedIn, span } from './spans.js';
import { clock } from './times.js';

/** Draws all queues together: a chart of what waits, and in its border what runs and where it leads. */
export function backlogBox(model: Model, width: number, height: number, look: Look): Line[] {
  const { data } = model;
  return staleLines(
    box(waitingChart(model, data.totals, width - 2, height - 2, look), {
      ...{
        width,
        title: backlogWords(model),
        note: [span(`${RANGE_WORDS[model.interface.range]} · ${peakWords(model)}`)],
      },
      footer: [...runningWords(model), ...(data.isStale ? [] : runningGauge(model))],
      footnote: paceWords(model),
    }),
    data.isStale,
  );
}

/** Draws the same beside the box of the servers, which tells what runs. */
export function wideBacklogBox(model: Model, width: number, height: number, look: Look): Line[] {
  const { totals, isStale } = model.data;
  const { epochMs, waiting } = totals.peak;
  const peak = waiting > 0 ? `${peakWords(model)} at ${clock(epochMs)}` : peakWords(model);
  return staleLines(
    box(waitingChart(model, totals, width - 2, height - 2, look), {
      ...{ width, title: backlogWords(model), note: [span(`${RANGE_WORDS[model.interface.range]} · ${peak}`)] },
      ...(isStale ? { footer: paceWords(model) } : { footer: netWords(totals), footnote: outlookWords(totals) }),
    }),
    isStale,
  );
}

/** Draws the same without a chart, in one line. */
export function backlogLine(model: Model, cols: number): Line {
  const words = joinedIn([backlogWords(model), runningWords(model), paceWords(model)], '  ', cols - 1);
  return { spans: fitted([blanks(1), ...words], cols), ...(model.data.isStale && { ground: 'stale' }) };
}

/** Says how many jobs wait and how it stands with them, or how old that is. */
function backlogWords({ data, now }: Model): Span[] {
  const { totals, isStale, answered } = data;
  const number = span(`BACKLOG ${grouped(totals.waiting)} `, 'strong');
  if (!isStale) return [number, stateSign(totals), ...intakeWords(data)];
  return [number, span(`(${durationText(now.atMs - (answered?.atMs ?? now.atMs)).replace(/s$/, ' s')} old)`)];
}

/** Says how many jobs come at least, where that is all that can be known. */
function intakeWords(data: Data): Span[] {
  const intake = leastIntake(data);
  return intake === undefined ? [] : [span(`  in ${rateAtLeast(intake.perSecond, 9)}/s`)];
}

function peakWords({ data: { totals } }: Model): string {
  return `peak ${grouped(totals.peak.waiting)}`;
}

/** Says where it leads, or since when nothing is known. */
function paceWords({ data: { totals, isStale, answered } }: Model): Span[] {
  if (isStale && answered !== undefined) return [span(`numbers frozen at ${clock(answered.epochMs)}`)];
  return joined([netWords(totals), outlookWords(totals)], ' · ');
}

/** Puts lines on the ground of what is out of date. */
function staleLines(lines: readonly Line[], isStale: boolean): Line[] {
  return lines.map((line) => (isStale ? { ...line, ground: 'stale' } : line));
}

function runningWords({ data }: Model): Span[] {
  return [span(`RUNNING ${grouped(data.totals.running)}/${grouped(capacityOf(data).workers)}`, 'strong')];
}

const GAUGE_CELLS = 10;

function runningGauge({ data }: Model): Span[] {
  const { workers } = capacityOf(data);
  if (workers === 0) return [];
  const share = data.totals.running / workers;
  return [span(`  ${percent(share)} `), ...gauge(Math.min(1, share), GAUGE_CELLS, busyRole(share))];
}
