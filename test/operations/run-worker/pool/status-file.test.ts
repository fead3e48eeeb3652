import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileCreationError } from '../../../../src/errors.js';
import { StatusFile } from '../../../../src/operations/run-worker/pool/status-file.js';

const folder = mkdtempSync(join(tmpdir(), 'gearctl-status-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a status file', () => {
  it('is there from the beginning, alone, until it is closed', async () => {
    const path = join(folder, 'status.json');
    const file = await StatusFile.open(
      path,
      () => 'all is well\n',
      () => undefined,
    );
    expect(readFileSync(path, 'utf8')).toBe('all is well\n');
    expect(readdirSync(folder)).toEqual(['status.json']);
    await file.close();
    expect(existsSync(path)).toBe(false);
  });

  it('that cannot be made is told of, with the reason of the system', async () => {
    const path = join(folder, 'none', 'status.json');
    const opening = StatusFile.open(
      path,
      () => '',
      () => undefined,
    );
    await expect(opening).rejects.toThrow(FileCreationError);
    await expect(opening).rejects.toThrow(`cannot write the status file ${path}: no such file or directory`);
  });
});
