import type { Line } from '../lines.js';
import type { Model, TopEvent, WorkerModel } from '../model/types.js';
import { box, ofHeight } from './box.js';
import { namesIn } from './names.js';
import { shortNames } from './server-words.js';
import { cutMiddle, fitted, span } from './spans.js';
import { clock } from './times.js';

/** Draws which workers have come and gone, the newest first. */
export function changesBox(model: Model, width: number, height: number): Line[] {
  const names = shortNames(model.data.servers);
  const lines = model.data.events
    .flatMap((event) => (event.worker === undefined ? [] : [changeLine(model, event, event.worker, names)]))
    .slice(0, height - 2);
  return box(ofHeight(lines, height - 2), { width, title: [span('CHANGES', 'strong')] });
}

function changeLine(
  model: Model,
  { epochMs, kind }: TopEvent,
  worker: WorkerModel,
  names: ReadonlyMap<string, string>,
): Line {
  const { server, address, clientLabel = '-', functionLabels } = worker;
  const isGone = kind === 'worker-left';
  return {
    spans: [
      span(` ${clock(epochMs)}  `, 'dim'),
      isGone ? span('− ', 'growing') : span('+ ', 'up'),
      ...fitted([span(cutMiddle(clientLabel, 11))], 12),
      ...fitted([span(cutMiddle(address, 15))], Math.max(11, address.length + 2)),
      ...fitted([span(names.get(server) ?? server)], 4),
      span(namesIn(functionLabels, 60)),
      ...(isGone ? lastWords(model, worker) : []),
    ],
  };
}

function lastWords({ data }: Model, { functionNames }: WorkerModel) {
  const left = functionNames.flatMap((name) => {
    const each = data.functions.get(name);
    return each?.workers === 0 ? [each.label] : [];
  });
  return left.length === 0 ? [] : [span(`   ← the last worker of ${left.join(' ')}`, 'alarm')];
}
