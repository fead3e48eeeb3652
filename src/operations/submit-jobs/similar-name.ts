/** A shorter name is the beginning of too many others. */
const MIN_PART = 3;

/** Tells whether one name may be meant by the other: in another case, as a part of it, or with one slip of a finger. */
export function isSimilarName(a: string, b: string): boolean {
  const [short, long] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length) as [string, string];
  if (short.length >= MIN_PART && (long.startsWith(short) || long.endsWith(short))) return true;
  if (long.length - short.length > 1) return false;
  const before = commonLength(short, long, (text, at) => text[at]);
  const behind = commonLength(short, long, (text, at) => text[text.length - 1 - at]);
  return before + behind >= short.length - (long.length - short.length === 0 ? 1 : 0);
}

function commonLength(a: string, b: string, letter: (text: string, at: number) => string | undefined): number {
  let length = 0;
  while (length < a.length && letter(a, length) === letter(b, length)) length += 1;
  return length;
}
