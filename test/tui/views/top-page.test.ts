import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScript } from '../../house/run-script.js';

const SCRIPT = 'scripts/write-top-screens.mjs';

describe('docs/top.md', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gearctl-top-page-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('shows the screens and the keys as they are', async () => {
    expect(await runScript(SCRIPT, '--check')).toEqual({ status: 0, stderr: '' });
  });

  it('is found stale when a screen is another, and written as it should be', async () => {
    const copy = join(folder, 'top.md');
    const text = await readFile('docs/top.md', 'utf8');
    await writeFile(copy, text.replace('BACKLOG 4 189', 'BACKLOG 4 190').replace('select row', 'select a row'));
    const { status, stderr } = await runScript(SCRIPT, '--check', copy);
    expect({ status, stderr: stderr.split('\n')[0] }).toEqual({
      status: 1,
      stderr: `${copy} is stale: run npm run build`,
    });
    expect(await runScript(SCRIPT, copy)).toEqual({ status: 0, stderr: '' });
    expect(await readFile(copy, 'utf8')).toBe(text);
  });
});
