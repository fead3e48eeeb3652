import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Log } from '../../../src/compat/gearmand/log.js';
import type { LogLevel } from '../../../src/compat/gearmand/log-level.js';

describe("gearmand's log", () => {
  const now = () => new Date(2026, 0, 2, 3, 4, 5, 67);
  let folder: string;
  let path: string;
  let stderr: PassThrough;

  const open = (file: string, level: LogLevel = 'INFO') => new Log({ file, level, stderr, now });
  const said = () => `${stderr.read() ?? ''}`;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearmand-'));
    path = join(folder, 'log');
    stderr = new PassThrough();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has lines of gearmand's form, behind those that are there", () => {
    for (const text of ['one', 'two']) {
      const log = open(path);
      log.write('INFO', text);
      log.write('WARNING', text);
      log.close();
    }
    const time = '2026-01-02 03:04:05.067000 [  main ]';
    expect(readFileSync(path, 'utf8')).toBe(
      `   INFO ${time} one\nWARNING ${time} one\n   INFO ${time} two\nWARNING ${time} two\n`,
    );
    expect(said()).toBe('');
  });

  it('has only what is grave enough', () => {
    const log = open('stderr', 'NOTICE');
    log.write('INFO', 'a');
    log.write('NOTICE', 'b');
    log.write('FATAL', 'c');
    expect(said().match(/[abc]$/gm)).toEqual(['b', 'c']);
  });

  it('goes nowhere when it is not wanted', () => {
    for (const file of ['none', '']) open(file, 'DEBUG').write('FATAL', 'a');
    expect(said()).toBe('');
  });

  it('goes to stderr, and says so, when its file cannot be opened', () => {
    open(join(folder, 'none', 'log')).write('ERROR', 'a');
    expect(said()).toBe(
      `gearmand: Could not open log file "${join(folder, 'none', 'log')}", switching to stderr. ` +
        '(no such file or directory)\n  ERROR 2026-01-02 03:04:05.067000 [  main ] a\n',
    );
  });

  it('goes to a new file of its name when it is reopened', () => {
    const log = open(path);
    log.write('INFO', 'old');
    renameSync(path, `${path}.1`);
    log.reopen();
    log.write('INFO', 'new');
    log.close();
    expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/old\n$/);
    expect(readFileSync(path, 'utf8')).toMatch(/^ {3}INFO .* new\n$/);
  });

  it('stays in the old file when the new one cannot be opened', () => {
    const log = open(path);
    renameSync(folder, `${folder}.moved`);
    log.reopen();
    log.write('INFO', 'a');
    log.close();
    renameSync(`${folder}.moved`, folder);
    expect(said()).toContain('keeping the old one');
    expect(readFileSync(path, 'utf8')).toMatch(/ a\n$/);
  });
});
