/** What was done with the mouse: a click on a cell of the terminal, both counted from 0, or a turn of the wheel. */
export type PointerEvent =
  | { readonly type: 'click'; readonly col: number; readonly row: number }
  | { readonly type: 'wheel'; readonly by: 1 | -1 };

/** How a terminal tells of the mouse (SGR): buttons, column and row, and `M` for a press. */
const REPORT = new RegExp(`^${'\x1b'}\\[<(\\d+);(\\d+);(\\d+)M$`);

/** Shift, alt and control are told with the button, and are no other button. */
const MODIFIERS = 4 | 8 | 16;

const [LEFT, WHEEL_UP, WHEEL_DOWN] = [0, 64, 65] as const;

/** Reads a sequence that a terminal sent. Undefined for what is none of the mouse, and for other buttons and releases. */
export function pointerEvent(sequence: string): PointerEvent | undefined {
  const [, code, col, row] = (REPORT.exec(sequence) ?? []).map(Number);
  if (code === undefined || col === undefined || row === undefined) return undefined;
  const button = code & ~MODIFIERS;
  if (button === WHEEL_UP) return { type: 'wheel', by: -1 };
  if (button === WHEEL_DOWN) return { type: 'wheel', by: 1 };
  return button === LEFT ? { type: 'click', col: col - 1, row: row - 1 } : undefined;
}
