const LARGEST = 2n ** 63n - 1n;

/**
 * Reads a number as C's atoi does on a 64-bit machine: blanks in front are skipped, what stands behind the digits is not
 * looked at, and without digits it is 0. What does not fit into 64 bits is the largest or smallest that does, and of
 * those the lower 32 count.
 */
export function atoi(text: string): number {
  const digits = /^[ \t-\r]*([+-]?\d+)/.exec(text)?.[1];
  if (digits === undefined) return 0;
  const number = BigInt(digits.replace('+', ''));
  const clamped = number > LARGEST ? LARGEST : number < -LARGEST - 1n ? -LARGEST - 1n : number;
  return Number(BigInt.asIntN(32, clamped));
}
