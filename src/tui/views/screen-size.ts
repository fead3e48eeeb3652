/** What fits a screen; `rows` is one less than the terminal has. */
export interface ScreenSize {
  readonly cols: number;
  readonly rows: number;
}

/** From this many columns on there are boxes next to each other. */
const WIDE_COLS = 100;

/** With fewer rows there is no chart: a terminal of 18. */
const CHART_ROWS = 17;

/** With fewer rows and columns there is one line: a terminal of 8 rows. */
const LEAST: ScreenSize = { cols: 40, rows: 7 };

/** Tells whether boxes stand next to each other. */
export function isWide({ cols }: ScreenSize): boolean {
  return cols >= WIDE_COLS;
}

/** Tells whether a chart fits. */
export function hasChart({ rows }: ScreenSize): boolean {
  return rows >= CHART_ROWS;
}

/** Tells whether hardly anything fits. */
export function isTiny({ cols, rows }: ScreenSize): boolean {
  return cols < LEAST.cols || rows < LEAST.rows;
}
