// @ts-check
import { median } from '../measure.mjs';

/**
 * Measures several sides in turn, the order reversed in every other round.
 * @template T
 * @param {number} rounds
 * @param {(() => Promise<T>)[]} sides
 * @returns {Promise<T[][]>} for each side what its rounds gave
 */
export async function inTurn(rounds, sides) {
  /** @type {T[][]} */ const results = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const order = [...sides.keys()];
    if (round % 2 === 1) order.reverse();
    for (const side of order) {
      const measured = await sides[side]?.();
      if (measured !== undefined) results[side]?.push(measured);
    }
  }
  return results;
}

/**
 * Gives the median of the ratios of each round.
 * @param {number[]} ours @param {number[]} theirs
 */
export function medianRatio(ours, theirs) {
  return median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}
