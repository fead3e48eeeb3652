/** Writes a whole number with its digits in groups of three: `3 204`. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ' ');
}
