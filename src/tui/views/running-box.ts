import { grouped } from '../grouped.js';
import type { Line, Look } from '../lines.js';
import type { FunctionModel, Model } from '../model/types.js';
import { areaChart, valuesPerCell } from './area-chart.js';
import { box } from './box.js';
import { charted, chartedUntil } from './chart-time.js';
import { largestOf } from './gaps.js';
import { percent } from './numbers.js';
import { span } from './spans.js';

/** Draws how many jobs run, and have run. */
export function runningBox(model: Model, each: FunctionModel, width: number, height: number, look: Look): Line[] {
  const { running, workers, busy, history } = each;
  const columns = (width - 2) * valuesPerCell(look.graph);
  const values = charted(history.running, chartedUntil(model), model.interface.range, columns);
  const top = Math.max(workers, largestOf(values));
  return box(
    areaChart(values, height - 2, look.graph, top).map((chart) => ({ spans: [chart] })),
    {
      ...{ width, title: [span(`RUNNING ${grouped(running)} of ${grouped(workers)}`, 'strong')] },
      note: [
        busy === undefined ? span('no worker', each.waiting > 0 ? 'alarm' : 'dim') : span(`${percent(busy)} busy`),
      ],
    },
  );
}
