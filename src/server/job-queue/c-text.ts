/** Texts as gearmand reads them, which is written in C. */

/**
 * Reads a number as `strtol` does: leading blanks, a sign, digits up to the first other character; 0 where there are
 * none. What fits no integer keeps its magnitude.
 */
export function readCInteger(text: string): number {
  const match = /^[ \t\n\v\f\r]*([+-]?\d+)/.exec(text);
  return match === null ? 0 : Number(match[1]);
}

/** Reads a text up to its first NUL. */
export function readCString(text: string): string {
  const nul = text.indexOf('\0');
  return nul === -1 ? text : text.slice(0, nul);
}
