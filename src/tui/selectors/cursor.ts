import type { Model, ServerModel } from '../model/types.js';
import { functionRows } from './function-rows.js';
import { hostRows, workerRows, workersOfFunction } from './worker-rows.js';

/** What the cursor can be on, in order, and where it is; `at` is -1 in an empty list. */
export interface Cursor {
  readonly keys: readonly string[];
  readonly at: number;
}

/** Gives the cursor of the list or the pane that has it. What it was on may be gone: then it is on the first row. */
export function cursorOf(model: Model): Cursor {
  const { screen, detail, selected, selectedInPane } = model.interface;
  const keys = keysOf(model);
  const key = detail === undefined ? selected[screen] : selectedInPane[detail.pane];
  return { keys, at: key === undefined ? Math.min(0, keys.length - 1) : placeOf(keys, key) };
}

/** Gives what the cursor is on; undefined in an empty list. */
export function selectedKey(model: Model): string | undefined {
  const { keys, at } = cursorOf(model);
  return keys[at];
}

/** Gives the first row to be seen of `count`, so that the cursor is among the `height` that are. */
export function firstVisible(count: number, at: number, height: number): number {
  return Math.max(0, Math.min(at - Math.floor(height / 2), count - height));
}

/** Gives the servers: all of them, also where the view is narrowed to one. */
export function serverRows({ data, whole, interface: { focus } }: Model): readonly ServerModel[] {
  return focus === undefined ? data.servers : whole.servers;
}

function keysOf(model: Model): string[] {
  const { screen, detail, jobs, workersBy } = model.interface;
  if (detail?.pane === 'jobs') return jobs?.jobs.map(({ name }) => name) ?? [];
  if (detail !== undefined) return workersOfFunction(model, detail.functionName).map(({ key }) => key);
  switch (screen) {
    case 'functions':
      return functionRows(model).rows.map(({ name }) => name);
    case 'workers':
      return workersBy === 'host'
        ? hostRows(workerRows(model)).map(({ address }) => address)
        : workerRows(model).map(({ key }) => key);
    case 'servers':
      return serverRows(model).map(({ label }) => label);
    case 'events':
      return model.data.events.map((_, at) => String(at));
  }
}

function placeOf(keys: readonly string[], key: string): number {
  const at = keys.indexOf(key);
  return at === -1 ? Math.min(0, keys.length - 1) : at;
}
