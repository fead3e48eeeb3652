import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileCreationError } from '../../src/errors.js';
import { writePidFile } from '../../src/operations/pid-file.js';

const folder = mkdtempSync(join(tmpdir(), 'gearctl-pid-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a PID file', () => {
  it('has the number of the process until it is removed', async () => {
    const file = join(folder, 'pid');
    const remove = await writePidFile(file, 42);
    expect(readFileSync(file, 'utf8')).toBe('42\n');
    await remove();
    expect(existsSync(file)).toBe(false);
  });

  it('stays when it is of somebody else by now', async () => {
    const file = join(folder, 'taken');
    const remove = await writePidFile(file, 42);
    writeFileSync(file, '43\n');
    await remove();
    expect(readFileSync(file, 'utf8')).toBe('43\n');
  });

  it('that cannot be made is told of, with the reason of the system', async () => {
    const file = join(folder, 'none', 'pid');
    const error = await writePidFile(file, 42).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(FileCreationError);
    expect(error).toMatchObject({ errno: 'ENOENT' });
    expect(String(error)).toContain(`cannot write the PID file ${file}: no such file or directory`);
  });
});
