import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { PoolSettings } from '../../../../src/operations/run-worker/pool-file/pool-settings.js';
import { type PoolFileOptions, readPoolFile } from '../../../../src/operations/run-worker/pool-file/read-pool-file.js';

/** Writes files, by their paths, in a folder that the test leaves nothing of, and gives its path. */
export function poolFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pool-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Reads a pool from the first of the files. */
export function readPool(
  files: Readonly<Record<string, string>> | string,
  env: PoolFileOptions['env'] = { PATH: '/bin' },
  options: Partial<PoolFileOptions> = {},
): Promise<PoolSettings> {
  const named = typeof files === 'string' ? { 'workers.yaml': files } : files;
  const [first = ''] = Object.keys(named);
  return readPoolFile(join(poolFolder(named), first), { env, ...options });
}

/** Gives what is said of the mistakes in files, a line each, without the folder that they are in. */
export async function mistakesIn(
  files: Readonly<Record<string, string>> | string,
  options: Partial<PoolFileOptions> = {},
): Promise<string[]> {
  const said = await readPool(files, options.env, options).then(
    () => 'nothing is wrong',
    (error: Error) => `${error.constructor.name}\n${error.message}`,
  );
  const [kind, ...lines] = said.replaceAll(/\/\S*?\/pool-\w+\//g, '').split('\n');
  if (kind !== 'ConfigError') return [said];
  return lines.length > 1 ? lines.slice(1) : lines;
}
