import type { Interface } from '../model/interface.js';
import type { Model } from '../model/types.js';
import type { Effect, Step } from './message.js';

const FLASH_MS = 3000;

/** Changes what the person at the keys has chosen. */
export function chosen(model: Model, change: Partial<Interface>): Model {
  return { ...model, interface: { ...model.interface, ...change } };
}

/** Changes that, and nothing is to be done. */
export function choice(model: Model, change: Partial<Interface>): Step {
  return [chosen(model, change), []];
}

/** Says something for a moment. */
export function flashed(model: Model, text: string, level: 'info' | 'error' = 'info'): Model {
  return chosen(model, { flash: { text, level, untilMs: model.now.atMs + FLASH_MS } });
}

/** Leaves the model as it is and has something done. */
export function doing(model: Model, ...effects: Effect[]): Step {
  return [model, effects];
}

/** Gives the next in a list that begins anew at its end. */
export function nextOf<T>(list: readonly T[], current: T): T {
  return list[(list.indexOf(current) + 1) % list.length] ?? current;
}
