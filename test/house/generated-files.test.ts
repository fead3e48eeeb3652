import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScript } from './run-script.js';

const generated = [
  { script: 'scripts/write-manifest.mjs', file: 'oclif.manifest.json', from: '"version": "', to: '"version": "9.' },
  { script: 'scripts/write-packet-table.mjs', file: 'docs/protocol.md', from: '`NOOP`', to: '`NOP`' },
];

describe.each(generated)('$file', ({ script, file, from, to }) => {
  let folder: string;
  let copy: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gearctl-generated-'));
    copy = join(folder, basename(file));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is up to date', async () => {
    expect(await runScript(script, '--check')).toEqual({ status: 0, stderr: '' });
  });

  it('is found stale when it is, and written as it should be', async () => {
    const text = await readFile(file, 'utf8');
    const stale = text.replace(from, to);
    expect(stale).not.toBe(text);
    await writeFile(copy, stale);
    expect(await runScript(script, '--check', copy)).toEqual({
      status: 1,
      stderr: `${copy} is stale: run npm run build\n`,
    });
    expect(await runScript(script, copy)).toEqual({ status: 0, stderr: '' });
    expect(await readFile(copy, 'utf8')).toBe(text);
  });
});

describe('oclif.manifest.json', () => {
  it('names no path of the machine it was written on', async () => {
    expect(await readFile('oclif.manifest.json', 'utf8')).not.toContain(process.cwd());
  });
});
