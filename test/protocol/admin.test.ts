import { describe, expect, it } from 'vitest';
import { NameError } from '../../src/errors.js';
import {
  ADMIN_COMMANDS,
  type AdminReplyForm,
  adminCommandLine,
  adminWords,
} from '../../src/protocol/admin-commands.js';
import { AdminReplyReader, readRows } from '../../src/protocol/admin-reply.js';
import {
  formatJobRow,
  formatPriorityStatusRow,
  formatStatusRow,
  formatWorkerRow,
  parseJobRow,
  parsePriorityStatusRow,
  parseStatusRow,
  parseWorkerRow,
} from '../../src/protocol/admin-rows.js';
import { normaliseStatusRow, serverDialect } from '../../src/protocol/server-dialect.js';

/** Feeds the lines of an answer and gives the whole answer. */
function answer(form: AdminReplyForm, lines: readonly string[], isRow?: (line: string) => boolean) {
  const reader = new AdminReplyReader(form, isRow);
  for (const [index, line] of lines.entries()) {
    const reply = reader.line(line);
    if (reply === undefined) continue;
    expect(index, 'the answer ends with its last line').toBe(lines.length - 1);
    return reply;
  }
  return undefined;
}

const isStatusRow = (line: string) => parseStatusRow(line) !== undefined;

describe('an admin command', () => {
  it('is one line that ends in CRLF', () => {
    expect(adminCommandLine('show unique jobs')).toBe('show unique jobs\r\n');
    expect(adminCommandLine('maxqueue', ['wc', '10', '5', '1'])).toBe('maxqueue wc 10 5 1\r\n');
  });

  it('refuses a name that the line cannot hold as one word', () => {
    for (const name of ['', 'two words', 'line\nend', 'carriage\rreturn', 'nul\0']) {
      expect(() => adminCommandLine('create function', [name]), JSON.stringify(name)).toThrow(NameError);
    }
    expect(adminCommandLine('drop function', ['tab\tname'])).toBe('drop function tab\tname\r\n');
  });

  it('refuses a line that no server would read', () => {
    expect(() => adminCommandLine('create function', ['x'.repeat(9000)])).toThrow(NameError);
  });

  it('has at most four words with its arguments, or gearmand would hang up', () => {
    for (const { words, args } of ADMIN_COMMANDS) expect(words.split(' ').length + args.length).toBeLessThanOrEqual(5);
  });

  it('is cut into words at runs of spaces, up to a NUL', () => {
    expect(adminWords('maxqueue  wc   5')).toEqual(['maxqueue', 'wc', '5']);
    expect(adminWords('version\0x')).toEqual(['version']);
    expect(adminWords(' version')).toEqual(['', 'version']);
    expect(adminWords('status ')).toEqual(['status']);
    expect(adminWords('tab\tname')).toEqual(['tab\tname']);
    expect(adminWords('')).toEqual(['']);
  });
});

describe('an answer', () => {
  it('to a command that does something is OK or an error, with either line end', () => {
    expect(answer('ok', ['OK'])).toEqual({ type: 'ok', text: '' });
    expect(answer('ok', ['ERR UNKNOWN_JOB'])).toEqual({ type: 'error', errorCode: 'UNKNOWN_JOB', errorText: '' });
  });

  it('to a question is its text, with or without OK', () => {
    expect(answer('line', ['OK 1.1.20+ds'])).toEqual({ type: 'ok', text: '1.1.20+ds' });
    expect(answer('line', ['v1.130.1'])).toEqual({ type: 'ok', text: 'v1.130.1' });
    expect(answer('line', ['OK some-rustygear-version'])).toEqual({ type: 'ok', text: 'some-rustygear-version' });
  });

  it('with an error has its code and its text, whoever says it', () => {
    const errors: [string, string, string][] = [
      ['ERR UNKNOWN_COMMAND Unknown+server+commandshutdown', 'UNKNOWN_COMMAND', 'Unknown server commandshutdown'],
      ['ERR unknown_command ', 'unknown_command', ''],
      ['ERR function not found', 'ERR', 'function not found'],
      [
        'ERR there are still connected workers or executing clients',
        'ERR',
        'there are still connected workers or executing clients',
      ],
    ];
    for (const [line, errorCode, errorText] of errors) {
      expect(answer('ok', [line])).toEqual({ type: 'error', errorCode, errorText });
    }
  });

  it('that is a list ends at the dot', () => {
    expect(answer('list', ['wc\t1\t0\t1', '.'], isStatusRow)).toEqual({ type: 'list', lines: ['wc\t1\t0\t1'] });
    expect(answer('list', ['.'])).toEqual({ type: 'list', lines: [] });
  });

  it('that should be a list may be an error instead', () => {
    expect(answer('list', ['ERR unknown_command '], isStatusRow)).toMatchObject({
      type: 'error',
      errorCode: 'unknown_command',
    });
  });

  it('that is JSON is its one line', () => {
    expect(answer('json', ['{"schema":"gearctl/stats/1"}'])).toEqual({
      type: 'ok',
      text: '{"schema":"gearctl/stats/1"}',
    });
    expect(answer('json', ['ERR UNKNOWN_JOB'])).toEqual({ type: 'error', errorCode: 'UNKNOWN_JOB', errorText: '' });
  });

  it('that should be JSON may be what another server lists', () => {
    expect(answer('json', ['.'])).toEqual({ type: 'list', lines: [] });
    const lines = ['resize\tH:a:1', '{ERR'];
    expect(answer('json', [...lines, '.'])).toEqual({ type: 'list', lines });
  });

  it('keeps functions whose names look like an error, a dot or an OK', () => {
    const lines = ['ERR UNKNOWN_COMMAND x\t1\t0\t0', '.\t0\t0\t0', 'OK\t0\t0\t0'];
    expect(answer('list', [...lines, '.'], isStatusRow)).toEqual({ type: 'list', lines });
  });
});

describe('rows', () => {
  it('of status are read from the right, so names may hold tabs and spaces', () => {
    expect(parseStatusRow('prefix\tmy job\t3\t1\t2')).toEqual({
      functionName: 'prefix\tmy job',
      total: 3,
      running: 1,
      workers: 2,
    });
    expect(parseStatusRow('\t0\t0\t0')).toEqual({ functionName: '', total: 0, running: 0, workers: 0 });
    expect(parseStatusRow('wc\t3\t1')).toBeUndefined();
    expect(parseStatusRow('wc\t3\tx\t1')).toBeUndefined();
  });

  it('of status whose name holds a line end are put together again', () => {
    const { rows, strays } = readRows(['wc\t0\t0\t0', 'two', 'lines\t1\t0\t0', 'stray'], parseStatusRow);
    expect(rows.map((row) => row.functionName)).toEqual(['wc', 'two\nlines']);
    expect(strays).toEqual(['stray']);
  });

  it('cost no more than their length when they are garbage', () => {
    const { rows, strays } = readRows(
      Array.from({ length: 50_000 }, (_, index) => `garbage ${index}`),
      parseStatusRow,
    );
    expect(rows).toEqual([]);
    expect(strays).toHaveLength(50_000);
  });

  it('of workers are read whatever the ID, the address and the functions are', () => {
    const lines: [string, string, string, string[]][] = [
      ['33 127.0.0.1 - : wc rev', '127.0.0.1', '-', ['wc', 'rev']],
      ['33 127.0.0.1 - :', '127.0.0.1', '-', []],
      ['33 127.0.0.1 - : ', '127.0.0.1', '-', []],
      ['39 127.0.0.1 my worker id : wc', '127.0.0.1', 'my worker id', ['wc']],
      ['39 127.0.0.1  : wc', '127.0.0.1', '', ['wc']],
      ['39 127.0.0.1 a : b : wc', '127.0.0.1', 'a : b', ['wc']],
      ['35 ::%1316358368 - : wc', '::%1316358368', '-', ['wc']],
      ['1 127.0.0.1:555 - : wc', '127.0.0.1:555', '-', ['wc']],
    ];
    for (const [line, address, clientId, functionNames] of lines) {
      expect(parseWorkerRow(line), line).toMatchObject({ address, clientId, functionNames });
    }
    expect(parseWorkerRow('no colon here')).toBeUndefined();
  });

  it('are written as gearmand writes them and read back', () => {
    const status = { functionName: 'a\tb', total: 3, running: 1, workers: 2 };
    expect(formatStatusRow(status)).toBe('a\tb\t3\t1\t2\n');
    expect(parseStatusRow(formatStatusRow(status).trimEnd())).toEqual(status);
    const priorities = { functionName: 'wc', high: 1, normal: 2, low: 3, workers: 4 };
    expect(formatPriorityStatusRow(priorities)).toBe('wc\t1\t2\t3\t4\n');
    expect(parsePriorityStatusRow('wc\t1\t2\t3\t4')).toEqual(priorities);
    const worker = { fd: '33', address: '127.0.0.1', clientId: '-', functionNames: ['wc', 'rev'] };
    expect(formatWorkerRow(worker)).toBe('33 127.0.0.1 - : wc rev\n');
    expect(formatWorkerRow({ ...worker, functionNames: [] })).toBe('33 127.0.0.1 - :\n');
    const job = { handle: 'H:h:1', retries: 2, ignored: true, queued: false };
    expect(formatJobRow(job)).toBe('H:h:1\t2\t1\t0\n');
    expect(parseJobRow('H:h:1\t2\t1\t0')).toEqual(job);
  });
});

describe('a server', () => {
  it('is told by its version', () => {
    expect(['1.1.20+ds', 'v1.130.1', 'some-rustygear-version', 'gearctl-0.1.0'].map(serverDialect)).toEqual([
      'gearmand',
      'perl',
      'rustygear',
      'gearctl',
    ]);
  });

  it('whose total leaves the running jobs out is put right', () => {
    const row = { functionName: 'wc', total: 5, running: 2, workers: 2 };
    expect(normaliseStatusRow(row, 'rustygear').total).toBe(7);
    expect(normaliseStatusRow(row, 'gearmand')).toBe(row);
  });
});
