import type { Line, Look, View } from '../lines.js';
import type { Model } from '../model/types.js';
import { isNobodyThere } from '../selectors/alarms.js';
import { capacityOf } from '../selectors/capacity.js';
import { asciiLine } from './ascii.js';
import { eventsScreen } from './events-screen.js';
import { functionDetail } from './function-detail.js';
import { noServerBox } from './no-server.js';
import { overlaid } from './overlay.js';
import { overlayBox } from './overlay-box.js';
import { overview } from './overview.js';
import { isTiny, isWide, type ScreenSize } from './screen-size.js';
import { serversScreen } from './servers-screen.js';
import { fitted, span } from './spans.js';
import { wideDetail } from './wide-detail.js';
import { wideOverview } from './wide-overview.js';
import { wideWorkers } from './wide-workers.js';
import { workersScreen } from './workers-screen.js';

/** Draws the screen that was chosen, and what lies over it. */
export const view: View<Model> = (model, cols, rows, look) => {
  const size = { cols, rows };
  const lines = completeLines(model, size, look.unicode ? look : { ...look, graph: 'ascii' });
  const whole = lines.slice(0, rows).map((line) => ({ ...line, spans: fitted(line.spans, cols) }));
  return look.unicode ? whole : whole.map(asciiLine);
};

function completeLines(model: Model, size: ScreenSize, look: Look): Line[] {
  if (isTiny(size)) return [tinyLine(model)];
  const { data, interface: view } = model;
  const lines = screenLines(model, size, look);
  if (view.overlay !== undefined) return overlaid(lines, overlayBox(model, view.overlay, size), size.cols);
  // Elsewhere there is room for it below the list.
  const isHidden = isNobodyThere(data) && (isWide(size) || view.detail !== undefined) && view.screen === 'functions';
  return isHidden ? overlaid(lines, noServerBox(model, Math.min(90, size.cols - 4)), size.cols) : lines;
}

function screenLines(model: Model, size: ScreenSize, look: Look): Line[] {
  const { detail } = model.interface;
  const each = detail && model.data.functions.get(detail.functionName);
  if (each !== undefined)
    return isWide(size) ? wideDetail(model, each, size, look) : functionDetail(model, each, size, look);
  switch (model.interface.screen) {
    case 'workers':
      return isWide(size) ? wideWorkers(model, size) : workersScreen(model, size);
    case 'servers':
      return serversScreen(model, size);
    case 'events':
      return eventsScreen(model, size);
    case 'functions':
      return isWide(size) ? wideOverview(model, size, look) : overview(model, size, look);
  }
}

function tinyLine({ data }: Model): Line {
  const { waiting, running } = data.totals;
  return { spans: [span(`${waiting} waiting ${running}/${capacityOf(data).workers} · enlarge the terminal`)] };
}
