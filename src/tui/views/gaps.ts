/** Gives the largest number that is none of the gaps (NaN), or 0. */
export function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => (value > most ? value : most), 0);
}

/** Gives the sign of a gap by its place: before the first number nothing is missing. */
export function gapSign(values: readonly number[]): (at: number) => string {
  const first = values.findIndex((value) => !Number.isNaN(value));
  return (at) => (first === -1 || at < first ? ' ' : '╌');
}
