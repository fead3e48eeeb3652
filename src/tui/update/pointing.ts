import type { Target } from '../lines.js';
import type { Model } from '../model/types.js';
import { choice } from './change.js';
import type { Step } from './message.js';
import { moved, movedTo } from './moving.js';
import { keyOver } from './overlays.js';
import { reversed, sortedBy } from './sorting.js';

/** How many rows the wheel moves the cursor by. */
const WHEEL_ROWS = 3;

/** Moves the cursor of the list, or of the menu that lies over it. */
export function wheeled(model: Model, by: 1 | -1): Step {
  const { overlay } = model.interface;
  if (overlay === undefined) return moved(model, by * WHEEL_ROWS);
  return overlay.kind === 'sort' || overlay.kind === 'columns'
    ? keyOver(model, overlay, by === 1 ? 'down' : 'up')
    : [model, []];
}

/**
 * Moves the cursor to a row, or orders the list by a column: the other way round if it is ordered by that already. A click
 * closes what any key closes, and leaves menus and dialogs alone.
 */
export function clicked(model: Model, target: Target | undefined): Step {
  const { overlay, screen, functionSort, workerSort } = model.interface;
  if (overlay !== undefined) {
    const closes = overlay.kind === 'help' || overlay.kind === 'error' || overlay.kind === 'peek';
    return closes ? choice(model, { overlay: undefined }) : [model, []];
  }
  if (target === undefined) return [model, []];
  if (target.kind === 'row') return movedTo(model, target.key);
  const { column } = screen === 'workers' ? workerSort : functionSort;
  return column === target.column ? reversed(model) : sortedBy(model, target.column);
}
