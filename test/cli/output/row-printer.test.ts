import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type PrinterSettings, type Report, RowPrinter } from '../../../src/cli/output/row-printer.js';
import { type Fruit, fruitListing, fruits } from './fruit.js';

const document = { schema: 'test/fruits/1', fruits };
const report: Report<Fruit> = { rows: fruits, document, time: new Date('2026-09-28T14:07:32.120Z') };

class Recorder {
  written = '';
  readonly isTTY: boolean;
  readonly columns = 80;
  readonly rows = 6;

  constructor(isTty: boolean) {
    this.isTTY = isTty;
  }

  write(text: string): boolean {
    this.written += text;
    return true;
  }
}

async function printed(settings: PrinterSettings, { isTty = false, times = 1 } = {}): Promise<string> {
  const output = new Recorder(isTty);
  const printer = new RowPrinter(fruitListing, settings, output);
  for (let i = 0; i < times; i++) await printer.print(report);
  return output.written;
}

describe('a printer of rows', () => {
  it('prints plain lines without a header, most first', async () => {
    expect(await printed({ format: 'plain' })).toBe('apple\t3204\nche\\trry\t12\nbanana\t-\n');
  });

  it('prints TSV with all columns, lists with spaces, nothing for what is not known', async () => {
    expect(await printed({ format: 'tsv' })).toBe(
      'name\tkilos\tripe\tcolors\napple\t3204\ttrue\tred green yellow\nche\\trry\t12\ttrue\t\nbanana\t\tfalse\tyellow\n',
    );
  });

  it('prints CSV with CRLF and quotes where they are needed', async () => {
    const rows: Fruit[] = [{ name: 'a "b", c', kilos: 1, ripe: true, colors: [] }];
    const output = new Recorder(false);
    await new RowPrinter(fruitListing, { format: 'csv' }, output).print({ ...report, rows });
    expect(output.written).toBe('name,kilos,ripe,colors\r\n"a ""b"", c",1,true,\r\n');
  });

  it('prints the document as JSON: one line for programs, indented on a terminal', async () => {
    expect(await printed({ format: 'json' })).toBe(`${JSON.stringify(document)}\n`);
    expect(await printed({ format: 'json' }, { isTty: true })).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  it('prints JSON Lines, the type first', async () => {
    const lines = (await printed({ format: 'jsonl' })).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).name)).toEqual(['apple', 'che\trry', 'banana']);
    expect(lines[0]).toMatch(/^\{"type":"fruit","name":/);
  });

  it('sorts by the column that was asked for, either way', async () => {
    const names = async (settings: Partial<PrinterSettings>) =>
      (await printed({ format: 'plain', columns: ['name'], ...settings })).trimEnd().split('\n');
    expect(await names({ sort: 'name' })).toEqual(['apple', 'banana', 'che\\trry']);
    expect(await names({ sort: 'name', reverse: true })).toEqual(['che\\trry', 'banana', 'apple']);
    expect(await names({ sort: 'ripe' })).toEqual(['banana', 'apple', 'che\\trry']);
  });

  it('prints the columns that were asked for, in that order', async () => {
    expect(await printed({ format: 'csv', columns: ['ripe', 'name'], header: false })).toBe(
      'true,apple\r\ntrue,che\\trry\r\nfalse,banana\r\n',
    );
  });

  it.each([{ columns: ['name', 'weight'] }, { sort: 'weight' }])(
    'refuses a column that is not there: %j',
    (settings) => {
      const refused = {
        code: 'USAGE',
        message: "there is no column 'weight'",
        hint: '--columns and --sort take name, kilos, ripe, colors',
      };
      expect(() => new RowPrinter(fruitListing, { format: 'plain', ...settings }, new Recorder(false))).toThrow(
        expect.objectContaining(refused),
      );
    },
  );

  it('puts the time first when it prints again and again', async () => {
    const twice = { times: 2 };
    expect(await printed({ format: 'csv', columns: ['name'], repeats: true }, twice)).toBe(
      `time,name\r\n${'2026-09-28T14:07:32.120Z,apple\r\n2026-09-28T14:07:32.120Z,che\\trry\r\n2026-09-28T14:07:32.120Z,banana\r\n'.repeat(2)}`,
    );
    expect(await printed({ format: 'jsonl', repeats: true }, twice)).toMatch(
      /^\{"type":"fruit","time":"2026-09-28T14:07:32.120Z","name":"apple"/,
    );
    expect(await printed({ format: 'json', repeats: true }, { ...twice, isTty: true })).toBe(
      `${JSON.stringify(document)}\n`.repeat(2),
    );
  });

  it('redraws a table on a terminal, cut to its height', async () => {
    const written = await printed({ format: 'table', repeats: true, columns: ['name'] }, { isTty: true, times: 2 });
    const [, first = '', second = ''] = written.split('\r');
    const lines = first.split('\n').map((line) => stripVTControlCharacters(line));
    expect(lines).toEqual(['NAME', 'apple', 'che\\trry', 'banana', expect.stringMatching(/^\d\d:\d\d:\d\d$/), '']);
    expect(second).toBe(`\x1b[5A${first}`);
  });

  it('says how many rows the terminal has no room for', async () => {
    const many = Array.from({ length: 20 }, (_, i): Fruit => ({ ...(fruits[0] as Fruit), name: `fruit ${i}` }));
    const output = new Recorder(true);
    const settings: PrinterSettings = { format: 'table', repeats: true, columns: ['name'] };
    await new RowPrinter(fruitListing, settings, output).print({ ...report, rows: many, totals: {} });
    expect(output.written.split('\n')).toHaveLength(6);
    expect(output.written).toContain('... 19 more');
  });

  it('appends tables where there is no terminal', async () => {
    const settings: PrinterSettings = { format: 'table', repeats: true, columns: ['kilos'], header: false };
    expect(await printed(settings, { times: 2 })).toBe('3 204\n   12\n    -\n\n3 204\n   12\n    -\n');
  });
});
