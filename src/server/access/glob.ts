/**
 * Tells whether a text matches a pattern, in which `*` stands for any characters and `?` for one. It takes no more steps
 * than the product of their lengths, whatever a peer may send as the text.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let retry = 0;
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      retry = from;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at++;
      from++;
    } else if (star !== -1) {
      // The last star takes one character more.
      at = star + 1;
      from = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
