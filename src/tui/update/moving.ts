import type { ScreenName } from '../model/interface.js';
import { PANES } from '../model/interface.js';
import type { Model } from '../model/types.js';
import { cursorOf, selectedKey } from '../selectors/cursor.js';
import { functionRows } from '../selectors/function-rows.js';
import { choice, chosen, doing, nextOf } from './change.js';
import type { Step } from './message.js';
import { focused } from './taking.js';

/** Lines of a screen that are no rows of its list, more or less. */
const OTHER_LINES = 10;

/** Moves the cursor by some rows; it stops at the ends. */
export function moved(model: Model, by: number): Step {
  const { keys, at } = cursorOf(model);
  const key = keys[Math.max(0, Math.min(keys.length - 1, at + by))];
  return [withCursor(model, key), []];
}

/** Moves the cursor to what is in the list that has it. */
export function movedTo(model: Model, key: string): Step {
  return [cursorOf(model).keys.includes(key) ? withCursor(model, key) : model, []];
}

/** Tells how many rows a page has. */
export function pageOf({ interface: { rows } }: Model): number {
  return Math.max(1, rows - OTHER_LINES);
}

/** Shows one of the lists. */
export function shown(model: Model, screen: ScreenName): Step {
  return choice(model, { screen, detail: undefined, jobs: undefined });
}

/** Opens what the cursor is on: a function, a job, or a server to narrow everything to. */
export function opened(model: Model): Step {
  const key = selectedKey(model);
  const { screen, detail, jobs, focus } = model.interface;
  if (key === undefined) return [model, []];
  if (detail?.pane === 'jobs')
    return jobs ? doing(model, { type: 'peek', handle: key, server: jobs.server }) : [model, []];
  if (detail !== undefined) return [model, []];
  if (screen === 'functions') return openedFunction(model, key);
  if (screen === 'servers') return choice(focused(model, focus === key ? undefined : key), { screen: 'functions' });
  if (screen === 'events') return openedEvent(model, Number(key));
  return [model, []];
}

/** Goes back: out of a detail, then the filter goes, then to the functions, then to all servers. It never ends the view. */
export function back(model: Model): Step {
  const { detail, filter, screen, focus } = model.interface;
  if (detail !== undefined) return choice(model, { detail: undefined, jobs: undefined });
  if (filter.text !== '') return choice(model, { filter: { text: '', isEditing: false, error: undefined } });
  if (screen !== 'functions') return choice(model, { screen: 'functions' });
  return [focus === undefined ? model : focused(model, undefined), []];
}

/** Goes on to another function in the order of the list. */
export function movedToFunction(model: Model, by: number): Step {
  const { detail } = model.interface;
  if (detail === undefined) return [model, []];
  const { rows } = functionRows(model);
  const at = rows.findIndex(({ name }) => name === detail.functionName);
  const next = rows[(at + by + rows.length) % rows.length];
  return next === undefined ? [model, []] : openedFunction(model, next.name);
}

/** Goes to the next pane of a detail. */
export function movedToPane(model: Model): Step {
  const { detail, jobs } = model.interface;
  if (detail === undefined || jobs === undefined) return [model, []];
  return choice(model, { detail: { ...detail, pane: nextOf(PANES, detail.pane) } });
}

/** Has the jobs of the function in detail listed by a server that can, if there is one. */
export function listJobs(model: Model): Step {
  const { detail } = model.interface;
  const each = detail && model.data.functions.get(detail.functionName);
  if (each === undefined || model.setup.source !== 'live') return [model, []];
  const able = model.data.servers.filter(({ label, hasStats, state }) => {
    return hasStats && state !== 'down' && each.byServer.has(label);
  });
  const total = (label: string) => each.byServer.get(label)?.total ?? 0;
  const [server] = able.sort((a, b) => total(b.label) - total(a.label));
  if (server === undefined) return [model, []];
  return doing(model, { type: 'list-jobs', functionName: each.name, server: server.label });
}

function openedFunction(model: Model, functionName: string): Step {
  const { selected, detail } = model.interface;
  return listJobs(
    chosen(model, {
      screen: 'functions',
      selected: { ...selected, functions: functionName },
      detail: { functionName, pane: detail?.functionName === functionName ? detail.pane : 'workers' },
      jobs: undefined,
    }),
  );
}

function openedEvent(model: Model, at: number): Step {
  const functionName = model.data.events[at]?.functionName;
  return functionName !== undefined && model.data.functions.has(functionName)
    ? openedFunction(model, functionName)
    : [model, []];
}

function withCursor(model: Model, key: string | undefined): Model {
  const { screen, detail, selected, selectedInPane } = model.interface;
  return detail === undefined
    ? chosen(model, { selected: { ...selected, [screen]: key } })
    : chosen(model, { selectedInPane: { ...selectedInPane, [detail.pane]: key } });
}
