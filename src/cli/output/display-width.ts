const ASCII = /^[\x20-\x7e]*$/;

/** Tells how many cells of a terminal printable text takes. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
}

/** Cuts printable text to `width` cells, `ellipsis` in place of what is lost. */
export function cutToWidth(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let left = width - displayWidth(ellipsis);
  for (const character of text) {
    left -= cellsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept + ellipsis;
}

/** Tells how many cells a character takes. The tables behind \\p are looked up when these are first made, not at a start. */
function cellsOf(character: string): number {
  // These combine with the character before.
  const combining = /^[\p{Mn}\p{Me}\u200b-\u200d\ufeff]$/u;
  if (combining.test(character)) return 0;
  // East Asian wide and full-width characters, and emoji.
  const wide =
    /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
  return wide.test(character) ? 2 : 1;
}
