// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes a generated file, or with `check` compares it and sets the exit status to 1 when it is stale.
 *
 * @param {string} path
 * @param {string} text
 * @param {{ check: boolean }} options
 */
export function writeOrCheck(path, text, { check }) {
  if (!check) {
    writeFileSync(path, text);
  } else if (readIfThere(path) !== text) {
    process.stderr.write(`${path} is stale: run npm run build\n`);
    process.exitCode = 1;
  }
}

/**
 * Reads a file, or nothing where there is none.
 *
 * @param {string} path
 */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
