import type { FunctionColumn } from '../model/interface.js';
import type { Data, FunctionModel } from '../model/types.js';

/** Columns that are there only where a server counts what goes in and out. */
const COUNTED_COLUMNS: readonly FunctionColumn[] = ['in', 'out', 'fail', 'oldest'];

/** Gives the number by which a function is ordered and filtered: shares in per cent, times in seconds. */
export function columnNumber(each: FunctionModel, column: string): number | undefined {
  switch (column) {
    case 'high':
    case 'normal':
    case 'low':
      return each.waitingByPriority?.[column];
    case 'wait':
      return each.waiting;
    case 'run':
      return each.running;
    case 'workers':
      return each.workers;
    case 'busy':
      return percent(each.busy);
    case 'in':
      return each.rates?.submittedPerSecond;
    case 'out':
      return each.rates?.endedPerSecond;
    case 'net':
      return each.netPerSecond;
    case 'fail':
      return percent(each.rates?.failedShare);
    case 'oldest':
      return seconds(each.oldestAgeMs);
    case 'trend':
      return each.peak.waiting;
    case 'drain':
      return seconds(each.drainMs);
    default:
      return undefined;
  }
}

/** Lists the columns that can be there at all. */
export function availableColumns(columns: readonly FunctionColumn[], { servers }: Data): FunctionColumn[] {
  const isCounted = servers.some(({ hasStats }) => hasStats);
  return columns.filter((column) => isCounted || !COUNTED_COLUMNS.includes(column));
}

function percent(share: number | undefined): number | undefined {
  return share === undefined ? undefined : share * 100;
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
