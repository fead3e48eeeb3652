import { describe, expect, it } from 'vitest';
import { NO_PAINT, paintFor } from '../../../src/cli/color.js';
import { displayWidth } from '../../../src/cli/output/display-width.js';
import { glyphsFor, glyphsOf } from '../../../src/cli/output/glyphs.js';
import { drawMarkdown, drawTable } from '../../../src/cli/output/table.js';
import { type Fruit, fruitListing, fruits } from './fruit.js';

const { columns } = fruitListing;
const style = { paint: NO_PAINT, glyphs: glyphsOf('light'), width: Number.POSITIVE_INFINITY, header: true };

describe('a table', () => {
  it('has no borders, aligned columns, and no spaces at the ends of its lines', async () => {
    expect(await drawTable(columns, fruits, undefined, style)).toBe(
      [
        'NAME      KILOS  RIPE  COLORS',
        'apple     3 204  yes   red green yellow',
        'banana        -  no    yellow            wait',
        'che\\trry     12  yes   -',
        '',
      ].join('\n'),
    );
  });

  it('sets totals apart by a rule', async () => {
    const totals = { name: '3 kinds', kilos: 3216 };
    expect((await drawTable(columns.slice(0, 2), fruits, totals, style)).split('\n').slice(-4)).toEqual([
      'che\\trry     12',
      '───────────────',
      '3 kinds   3 216',
      '',
    ]);
  });

  it('can do without its header, and with ASCII', async () => {
    const plain = { ...style, header: false, glyphs: glyphsOf('ascii') };
    expect(await drawTable(columns.slice(1, 2), fruits.slice(2), { kilos: 12 }, plain)).toBe('12\n--\n12\n');
  });

  it('shortens what may shrink to the width of the terminal, lists by whole names', async () => {
    const lines = (await drawTable(columns, fruits, undefined, { ...style, width: 40 })).split('\n');
    expect(lines[1]).toBe('apple     3 204  yes   red +2');
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(40);
  });

  it('aligns wide characters', async () => {
    const rows: Fruit[] = [
      { name: '日本梨', kilos: 1, ripe: true, colors: [] },
      { name: 'pear', kilos: 20, ripe: true, colors: [] },
    ];
    expect(await drawTable(columns.slice(0, 2), rows, undefined, style)).toBe(
      'NAME    KILOS\n日本梨      1\npear       20\n',
    );
  });

  it('colours cells without moving anything', async () => {
    const painted = await drawTable(columns.slice(0, 2), fruits, undefined, { ...style, paint: await paintFor(true) });
    expect(painted.split('\n').slice(0, 3)).toEqual([
      '\x1b[1mNAME\x1b[22m      \x1b[1mKILOS\x1b[22m',
      'apple     3 204',
      '\x1b[31mbanana\x1b[39m        -',
    ]);
  });

  it('can be Markdown', () => {
    expect(drawMarkdown(columns.slice(0, 2), [{ ...(fruits[0] as Fruit), name: 'a|b' }], { name: '1 kind' })).toBe(
      '| NAME | KILOS |\n| --- | ---: |\n| a\\|b | 3 204 |\n| 1 kind |  |\n',
    );
  });
});

describe('the signs of tables', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, 'light'],
    [{ LANG: 'C.utf8', TERM: 'xterm' }, 'light'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, 'ascii'],
    [{ LANG: 'de_DE@euro', LC_CTYPE: 'de_DE.UTF-8' }, 'light'],
    [{ LANG: 'en_US.UTF-8', TERM: 'dumb' }, 'ascii'],
    [{ LANG: 'POSIX' }, 'ascii'],
    [{}, 'ascii'],
  ] as const)('in %j are %s', (env, name) => {
    expect(glyphsFor(env)).toEqual(glyphsOf(name));
  });
});
