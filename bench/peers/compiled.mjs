// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../measure.mjs';

/**
 * Compiles a program of bench/peers, and lets `use` have it.
 * @template T
 * @param {string} name
 * @param {string[]} libraries what it is linked with, as the linker wants it
 * @param {(program: string) => Promise<T>} use
 */
export async function withCompiled(name, libraries, use) {
  const directory = mkdtempSync(join(tmpdir(), 'gearctl-bench-'));
  const program = join(directory, name);
  try {
    await run(['cc', '-O2', '-o', program, `bench/peers/${name}.c`, ...libraries]);
    return await use(program);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
