import { describe, expect, it } from 'vitest';
import { Screen } from '../../../src/cli/output/screen.js';

function terminal(columns: number, rows: number) {
  const writes: string[] = [];
  return { columns, rows, writes, write: (text: string) => writes.push(text) > 0 };
}

const frame = (...lines: string[]) => `\x1b[?7l${lines.map((line) => `\x1b[K${line}\n`).join('')}\x1b[?7h\x1b[J`;

describe('a screen', () => {
  it('goes back as many lines as the last frame had and erases what is left of it', () => {
    const output = terminal(20, 10);
    const screen = new Screen(output);
    screen.draw('one\ntwo\nthree\n');
    screen.draw('four\n');
    expect(output.writes).toEqual([`\r${frame('one', 'two', 'three')}`, `\r\x1b[3A${frame('four')}`]);
  });

  it('never draws more lines than the terminal has, less one', () => {
    const output = terminal(20, 3);
    const screen = new Screen(output);
    screen.draw('one\ntwo\nthree\nfour\n');
    expect(output.writes).toEqual([`\r${frame('one', 'two')}`]);
    expect(screen.height).toBe(2);
  });

  it('starts afresh when the terminal has got another size', () => {
    const output = terminal(20, 10);
    const screen = new Screen(output);
    screen.draw('one\n');
    output.columns = 6;
    screen.draw('two\n');
    screen.draw('three\n');
    expect(output.writes.slice(1)).toEqual([`\x1b[H\x1b[2J${frame('two')}`, `\r\x1b[1A${frame('three')}`]);
  });
});
