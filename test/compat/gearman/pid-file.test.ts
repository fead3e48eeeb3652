import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePidFile } from '../../../src/compat/gearman/pid-file.js';

describe('a file with a process ID', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pid-file-'));
    path = join(folder, 'pid');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes the place of an older one, and goes when the program ends', () => {
    writeFileSync(path, 'something longer', { mode: 0o600 });
    const file = writePidFile(path, 42);
    expect(readFileSync(path, 'utf8')).toBe('42\n');
    expect(statSync(path).mode & 0o700).toBe(0o700);
    file.remove();
    expect(() => statSync(path)).toThrow('ENOENT');
    expect(() => file.remove()).not.toThrow();
  });

  it('is left alone when another program has made it its own', () => {
    const file = writePidFile(path, 42);
    writeFileSync(path, '43\n');
    file.remove();
    expect(readFileSync(path, 'utf8')).toBe('43\n');
  });

  it('cannot be a folder, nor in one that is not there', () => {
    expect(() => writePidFile(folder, 42)).toThrow();
    expect(() => writePidFile(join(folder, 'none', 'pid'), 42)).toThrow('ENOENT');
  });
});
