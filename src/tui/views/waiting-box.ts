import { durationText } from '../durations.js';
import { grouped } from '../grouped.js';
import type { Line, Look, Span } from '../lines.js';
import type { FunctionModel, Model } from '../model/types.js';
import { box } from './box.js';
import { charted, chartedUntil } from './chart-time.js';
import { waitingChart } from './queue-chart.js';
import { netWords, outlookWords, stateSign } from './queue-words.js';
import { RANGE_CELLS, RANGE_WORDS } from './ranges.js';
import { blanks, fitted, joined, joinedIn, span } from './spans.js';

/** Draws how many jobs of a function wait, and have waited. */
export function waitingBox(model: Model, each: FunctionModel, width: number, height: number, look: Look): Line[] {
  const range = `${RANGE_WORDS[model.interface.range]} · peak ${grouped(each.peak.waiting)}`;
  const lines = box(waitingChart(model, each, width - 2, height - 2, look), {
    ...{ width, title: waitingWords(each), note: [span(range)] },
    ...{ footer: paceWords(each), footnote: leastWords(model, each) },
  });
  return lines.map((line) => ({ ...line, ...(each.isStale && { ground: 'stale' as const }) }));
}

/** Draws the same on a wide screen, where there is room for the oldest job. */
export function wideWaitingBox(model: Model, each: FunctionModel, width: number, height: number, look: Look): Line[] {
  const { peak, oldestAgeMs } = each;
  const range = [span(`${RANGE_WORDS[model.interface.range]} · peak ${grouped(peak.waiting)}`)];
  const lines = box(waitingChart(model, each, width - 2, height - 2, look), {
    ...{ width, title: waitingWords(each), note: joined([range, leastWords(model, each)], ' · ') },
    ...(oldestAgeMs !== undefined && { footer: [span(`oldest waiting job ${durationText(oldestAgeMs)}`)] }),
    footnote: paceWords(each),
  });
  return lines.map((line) => ({ ...line, ...(each.isStale && { ground: 'stale' as const }) }));
}

/** Draws the same in a line. */
export function waitingLine(each: FunctionModel, cols: number): Line {
  return { spans: fitted([blanks(1), ...joinedIn([waitingWords(each), paceWords(each)], '  ', cols - 1)], cols) };
}

function waitingWords(each: FunctionModel): Span[] {
  return [span(`WAITING ${grouped(each.waiting)} `, 'strong'), stateSign(each)];
}

function paceWords(each: FunctionModel): Span[] {
  if (each.isStale) return [span('no server that answers has it: the numbers are the last ones')];
  return joined([netWords(each), outlookWords(each)], ' · ');
}

/** Says the least that has waited in what the chart shows. */
function leastWords(model: Model, { history }: FunctionModel): Span[] {
  const { range } = model.interface;
  const values = charted(history.waiting, chartedUntil(model), range, RANGE_CELLS[range]);
  const least = values.reduce((min, value) => (value < min ? value : min), Number.POSITIVE_INFINITY);
  return least === Number.POSITIVE_INFINITY ? [] : [span(`min ${grouped(Math.round(least))}`)];
}
