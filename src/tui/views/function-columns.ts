import type { Span } from '../lines.js';
import type { FunctionColumn, Range } from '../model/interface.js';
import type { FunctionModel } from '../model/types.js';
import { bar, busyRole } from './bar.js';
import { charted } from './chart-time.js';
import { numberIn, percent, rate, signedRate } from './numbers.js';
import { STATES } from './queue-words.js';
import { cutMiddle, span } from './spans.js';
import { sparkline } from './sparkline.js';
import { drainTime } from './times.js';

/** A column of the functions before it has its place. */
export interface FunctionColumnKind {
  readonly heading: string;
  readonly align?: 'left' | 'right';
  readonly cell: (each: FunctionModel, size: CellSize) => readonly Span[];
}

/** What a cell is drawn for. */
export interface CellSize {
  readonly width: number;
  readonly range: Range;
  /** The last cell of trends. */
  readonly until: number;
}

const UNKNOWN = [span('—', 'dim')];

/** What each column of the functions holds. */
export const FUNCTION_COLUMN_KINDS: Readonly<Record<FunctionColumn, FunctionColumnKind>> = {
  name: { heading: 'FUNCTION', cell: ({ label }, { width }) => [span(cutMiddle(label, width))] },
  high: priority('HIGH', 'high'),
  normal: priority('NORM', 'normal'),
  low: priority('LOW', 'low'),
  wait: number('WAIT', ({ waiting }) => waiting),
  run: number('RUN', ({ running }) => running),
  workers: number('WRK', ({ workers }) => workers),
  busy: { heading: 'BUSY', cell: busyCell },
  in: perSecond('IN/s', ({ rates }) => rates?.submittedPerSecond),
  out: perSecond('OUT/s', ({ rates }) => rates?.endedPerSecond),
  net: { heading: 'NET/s', align: 'right', cell: netCell },
  fail: {
    heading: 'FAIL%',
    align: 'right',
    cell: ({ rates }) => (rates?.failedShare === undefined ? UNKNOWN : [span((rates.failedShare * 100).toFixed(1))]),
  },
  oldest: {
    heading: 'OLDEST',
    align: 'right',
    cell: ({ oldestAgeMs }) => (oldestAgeMs === undefined ? UNKNOWN : [span(drainTime(oldestAgeMs))]),
  },
  trend: {
    heading: 'TREND',
    cell: ({ history, state }, { width, range, until }) => [
      span(sparkline(charted(history.waiting, until, range, width)), STATES[state].role),
    ],
  },
  drain: { heading: 'DRAIN', align: 'right', cell: drainCell },
};

function number(heading: string, of: (each: FunctionModel) => number): FunctionColumnKind {
  return { heading, align: 'right', cell: (each, { width }) => [span(numberIn(of(each), width))] };
}

function priority(heading: string, of: 'high' | 'normal' | 'low'): FunctionColumnKind {
  return {
    heading,
    align: 'right',
    cell: ({ waitingByPriority }, { width }) =>
      waitingByPriority === null ? UNKNOWN : [span(numberIn(waitingByPriority[of], width))],
  };
}

function perSecond(heading: string, of: (each: FunctionModel) => number | undefined): FunctionColumnKind {
  return {
    heading,
    align: 'right',
    cell: (each, { width }) => {
      const value = of(each);
      return value === undefined ? UNKNOWN : [span(rate(value, width))];
    },
  };
}

/** Width of the bar; a wider cell has the number as well. */
const BUSY_CELLS = 8;

function busyCell({ busy, waiting }: FunctionModel, { width }: CellSize): Span[] {
  if (busy === undefined) {
    const role = waiting > 0 ? 'alarm' : 'dim';
    return width > BUSY_CELLS ? [span('no work.', role), span('    —', 'dim')] : [span('no work.', role)];
  }
  const share = percent(busy).padStart(5);
  if (width > BUSY_CELLS) return [...bar(Math.min(1, busy), BUSY_CELLS, busyRole(busy)), span(share)];
  // Connections are shared where more runs than there are workers: that is no share any more.
  return busy > 1 ? [span(share.trimStart(), busyRole(busy))] : bar(busy, BUSY_CELLS, busyRole(busy));
}

function netCell({ netPerSecond, netIsRough }: FunctionModel, { width }: CellSize): Span[] {
  const text = signedRate(netPerSecond, width - 1);
  return [span(netIsRough && netPerSecond !== undefined ? `~${text}` : text)];
}

function drainCell({ state, drainMs }: FunctionModel): readonly Span[] {
  const { role } = STATES[state];
  if (drainMs !== undefined) return [span(drainTime(drainMs), role)];
  return state === 'growing' || state === 'stalled' ? [span(state, role)] : UNKNOWN;
}
