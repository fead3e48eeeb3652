import { displayWidth } from '../../cli/output/display-width.js';
import { cutMiddle } from './spans.js';

/** Breaks a text into lines of at most `width` cells, at blanks where it can. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = cutMiddle(word, width);
    }
  }
  return [...lines, line];
}
