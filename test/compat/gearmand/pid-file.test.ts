import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePidFile } from '../../../src/compat/gearmand/pid-file.js';
import { SystemError } from '../../../src/errors.js';

describe('the file for the process ID', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearmand-'));
    path = join(folder, 'pid');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is there until it is removed, in the place of an older one', () => {
    writeFileSync(path, 'a longer line than that\n');
    const pidFile = writePidFile(path, 123);
    expect(readFileSync(path, 'utf8')).toBe('123\n');
    pidFile.remove();
    expect(existsSync(path)).toBe(false);
    pidFile.remove();
  });

  it('is left alone once another server has written it', () => {
    const ours = writePidFile(path, 123);
    const theirs = writePidFile(path, 124);
    ours.remove();
    expect(readFileSync(path, 'utf8')).toBe('124\n');
    theirs.remove();
  });

  it('must be possible to write, unless there is to be none', () => {
    expect(() => writePidFile(join(folder, 'none', 'pid'), 1)).toThrow(SystemError);
    expect(() => writePidFile(folder, 1)).toThrow(`Unable to remove existing file:${folder}`);
    writePidFile('', 1).remove();
  });
});
