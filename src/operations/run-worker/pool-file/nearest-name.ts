/** How many letters may differ for one name to be meant by another. */
const MAX_SLIPS = 2;

/** Gives the name that is most likely meant by a word: the same but for its case and its hyphens, or by one or two slips. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => ({ name, slips: slipsBetween(plain(word), plain(name)) }));
  const [nearest] = distances.sort((a, b) => a.slips - b.slips);
  return nearest !== undefined && nearest.slips <= Math.min(MAX_SLIPS, word.length / 2) ? nearest.name : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Counts the letters to insert, to leave out or to change that make one of the other (Levenshtein). */
function slipsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const changed = (above[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (above[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    above = current;
  }
  return above[b.length] as number;
}
