import type { Model } from '../model/types.js';
import { chosen, doing, flashed } from './change.js';
import type { Step } from './message.js';
import { withPeaksReset } from './taking.js';

/** The intervals that can be chosen, in ms. */
const INTERVALS_MS = [500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000] as const;

/** Stops what is shown where it is, or goes on. A replay stops itself; a live view goes on taking samples in. */
export function paused(model: Model): Step {
  const isPaused = !model.interface.isPaused;
  const next = chosen({ ...model, data: isPaused ? model.data : model.latest }, { isPaused });
  return model.setup.source === 'live' ? [next, []] : doing(next, { type: 'pause-source', isPaused });
}

/** Polls less or more often. */
export function withInterval(model: Model, by: 1 | -1): Step {
  const { intervalMs } = model.interface;
  const longer = INTERVALS_MS.find((each) => each > intervalMs);
  const next = by === 1 ? longer : INTERVALS_MS.findLast((each) => each < intervalMs);
  if (next === undefined)
    return [flashed(model, `every ${intervalMs / 1000}s is as ${by === 1 ? 'slow' : 'fast'} as it goes`), []];
  return doing(chosen(model, { intervalMs: next }), { type: 'set-interval', intervalMs: next });
}

/** Begins the peaks anew. */
export function resetPeaks(model: Model): Step {
  return [flashed(withPeaksReset(model), 'peaks reset'), []];
}
