import type { Line } from '../lines.js';
import type { Overlay } from '../model/interface.js';
import type { Model } from '../model/types.js';
import { dialogBox } from './dialog-box.js';
import { helpBox } from './help-box.js';
import { columnsBox, sortBox } from './menu-boxes.js';
import type { ScreenSize } from './screen-size.js';
import { errorBox, peekBox } from './told-boxes.js';

/** How wide a box is in which something is said. */
const MOST_CELLS = 76;

/** Draws what lies over a screen; it is smaller than the screen. */
export function overlayBox(model: Model, overlay: Overlay, size: ScreenSize): Line[] {
  const width = Math.min(MOST_CELLS, size.cols - 2);
  const height = size.rows - 2;
  switch (overlay.kind) {
    case 'help':
      return helpBox(model.interface.screen, size);
    case 'sort':
      return sortBox(model, overlay.at, height);
    case 'columns':
      return columnsBox(model, overlay.at, height);
    case 'dialog':
      return dialogBox(overlay.dialog, width, size.rows);
    case 'peek':
      return peekBox(overlay.peek, width, height);
    case 'error':
      return errorBox(model, width, height);
  }
}
