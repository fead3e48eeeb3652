import type { FunctionColumn, Overlay } from '../model/interface.js';
import type { Model } from '../model/types.js';
import { choice, chosen } from './change.js';
import { answered } from './dialogs.js';
import type { Step } from './message.js';
import { choosableColumns, sortChoices, sortedBy } from './sorting.js';

/** Takes a key while something lies over the screen. */
export function keyOver(model: Model, overlay: Overlay, key: string): Step {
  switch (overlay.kind) {
    case 'dialog':
      return answered(model, overlay.dialog, key);
    case 'sort':
      return keyInSortMenu(model, overlay.at, key);
    case 'columns':
      return keyInColumns(model, overlay.at, key);
    case 'help':
    case 'error':
    case 'peek':
      return choice(model, { overlay: undefined });
  }
}

function keyInSortMenu(model: Model, at: number, key: string): Step {
  const columns = sortChoices(model);
  const next = movedIn(columns.length, at, key);
  if (next !== undefined) return choice(model, { overlay: { kind: 'sort', at: next } });
  if (key === 'enter') return sortedBy(chosen(model, { overlay: undefined }), columns[at]);
  return choice(model, { overlay: undefined });
}

function keyInColumns(model: Model, at: number, key: string): Step {
  const columns = choosableColumns(model);
  const next = movedIn(columns.length, at, key);
  if (next !== undefined) return choice(model, { overlay: { kind: 'columns', at: next } });
  const column = columns[at];
  if ((key === ' ' || key === 'enter') && column !== undefined)
    return choice(model, { hiddenColumns: turned(model, column) });
  return choice(model, { overlay: undefined });
}

function turned({ interface: { hiddenColumns } }: Model, column: FunctionColumn): ReadonlySet<FunctionColumn> {
  const others = [...hiddenColumns].filter((each) => each !== column);
  return new Set(hiddenColumns.has(column) ? others : [...others, column]);
}

function movedIn(length: number, at: number, key: string): number | undefined {
  if (key === 'up' || key === 'k') return Math.max(0, at - 1);
  return key === 'down' || key === 'j' ? Math.min(length - 1, at + 1) : undefined;
}
