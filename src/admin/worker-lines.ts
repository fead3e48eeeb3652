/** How each line of `workers` begins: a number and an address. */
const ROW_START = /^\d+ \S+ /;

/**
 * Joins the lines of `workers` that belong together. A function's name or a client ID may hold a line end, and a row
 * that is cut there may look whole, so only its beginning tells where the next one starts.
 */
export function wholeWorkerLines(lines: readonly string[]): string[] {
  const rows: string[][] = [];
  for (const line of lines) {
    const last = rows.at(-1);
    if (last === undefined || ROW_START.test(line)) rows.push([line]);
    else last.push(line);
  }
  return rows.map((row) => row.join('\n'));
}
