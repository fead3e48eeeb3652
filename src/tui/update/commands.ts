import type { Command } from '../keymap.js';
import { RANGES, THEMES } from '../model/interface.js';
import type { Model } from '../model/types.js';
import { selectedKey } from '../selectors/cursor.js';
import { choice, chosen, doing, flashed, nextOf } from './change.js';
import { asked } from './dialogs.js';
import type { Step } from './message.js';
import { back, moved, movedToFunction, movedToPane, opened, pageOf, shown } from './moving.js';
import { paused, resetPeaks, withInterval } from './pacing.js';
import { choosableColumns, reversed, sortChoices, sortedBeside } from './sorting.js';

/** Does what a key is for. */
export function commanded(model: Model, command: Command): Step {
  return COMMANDS[command](model);
}

const COMMANDS: Readonly<Record<Command, (model: Model) => Step>> = {
  up: (model) => moved(model, -1),
  down: (model) => moved(model, 1),
  'page-up': (model) => moved(model, -pageOf(model)),
  'page-down': (model) => moved(model, pageOf(model)),
  first: (model) => moved(model, Number.NEGATIVE_INFINITY),
  last: (model) => moved(model, Number.POSITIVE_INFINITY),
  open: opened,
  back,
  'show-functions': (model) => shown(model, 'functions'),
  'show-workers': (model) => shown(model, 'workers'),
  'show-servers': (model) => shown(model, 'servers'),
  'show-events': (model) => shown(model, 'events'),
  'previous-function': (model) => movedToFunction(model, -1),
  'next-function': (model) => movedToFunction(model, 1),
  'next-pane': movedToPane,
  'edit-filter': (model) =>
    choice(model, { filter: { ...model.interface.filter, isEditing: true }, detail: undefined }),
  'sort-left': (model) => sortedBeside(model, -1),
  'sort-right': (model) => sortedBeside(model, 1),
  'sort-menu': sortMenu,
  reverse: reversed,
  'fold-idle': (model) => choice(model, { foldsIdle: !model.interface.foldsIdle }),
  'next-range': (model) => choice(model, { range: nextOf(RANGES, model.interface.range) }),
  'choose-columns': columnMenu,
  zebra: (model) => choice(model, { zebra: !model.interface.zebra }),
  'next-theme': nextTheme,
  'by-host': (model) => choice(model, { workersBy: model.interface.workersBy === 'host' ? 'connection' : 'host' }),
  'of-function': (model) => workersOf(model, 'selected-function'),
  'without-function': (model) => workersOf(model, 'no-function'),
  pause: paused,
  slower: (model) => withInterval(model, 1),
  faster: (model) => withInterval(model, -1),
  'poll-now': (model) => doing(flashed(model, 'polling'), { type: 'poll-now' }),
  'reset-peaks': resetPeaks,
  copy: copied,
  'save-screen': (model) => doing(model, { type: 'save-screen' }),
  record: (model) => doing(model, { type: 'record', isOn: model.interface.recordingTo === undefined }),
  'show-error': (model) => choice(model, { overlay: { kind: 'error' } }),
  drop: (model) => asked(model, 'drop'),
  'max-queue': (model) => asked(model, 'max-queue'),
  cancel: (model) => asked(model, 'cancel'),
  submit: (model) => asked(model, 'submit'),
  help: (model) => choice(model, { overlay: { kind: 'help' } }),
  redraw: (model) => doing(model, { type: 'redraw' }),
  suspend: (model) => doing(model, { type: 'suspend' }),
  quit: (model) => doing(model, { type: 'quit' }),
};

function sortMenu(model: Model): Step {
  const { screen, functionSort, workerSort } = model.interface;
  const column = screen === 'workers' ? workerSort.column : functionSort.column;
  return choice(model, { overlay: { kind: 'sort', at: Math.max(0, sortChoices(model).indexOf(column)) } });
}

function columnMenu(model: Model): Step {
  if (choosableColumns(model).length === 0) return [model, []];
  return choice(model, { overlay: { kind: 'columns', at: 0 } });
}

function nextTheme(model: Model): Step {
  const theme = nextOf(THEMES, model.interface.theme);
  return [flashed(chosen(model, { theme }), `theme ${theme}`), []];
}

function workersOf(model: Model, which: 'selected-function' | 'no-function'): Step {
  return choice(model, { workersOf: model.interface.workersOf === which ? 'all' : which });
}

/** Copies what the cursor is on: a name, a handle, a client ID, a label. */
function copied(model: Model): Step {
  const { detail, screen } = model.interface;
  const key = detail !== undefined && detail.pane !== 'jobs' ? detail.functionName : selectedKey(model);
  const worker = screen === 'workers' ? model.data.workers.find((each) => each.key === key) : undefined;
  const event = screen === 'events' && detail === undefined ? model.data.events[Number(key)]?.text : undefined;
  const text = worker === undefined ? (event ?? key) : (worker.clientLabel ?? worker.address);
  return text === undefined ? [model, []] : doing(model, { type: 'copy', text });
}
