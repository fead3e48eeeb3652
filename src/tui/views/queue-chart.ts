import type { Line, Look } from '../lines.js';
import type { Model, QueueModel } from '../model/types.js';
import { areaChart, valuesPerCell } from './area-chart.js';
import { charted, chartedUntil } from './chart-time.js';

/** Draws how many jobs have waited in a queue over the range that was chosen. */
export function waitingChart(model: Model, { history }: QueueModel, width: number, height: number, look: Look): Line[] {
  const columns = width * valuesPerCell(look.graph);
  const values = charted(history.waiting, chartedUntil(model), model.interface.range, columns);
  return areaChart(values, height, look.graph).map((each) => ({ spans: [each] }));
}
