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
 * Writes, or checks, what stands between two marker lines of a file. Each part has markers of its own:
 * `<!-- NAME: written by npm run build -->` and `<!-- end of NAME -->`.
 *
 * @param {string} path
 * @param {string} name
 * @param {string} text
 * @param {{ check: boolean }} options
 */
export function writeOrCheckPart(path, name, text, options) {
  const [begin, end] = [`<!-- ${name}: written by npm run build -->`, `<!-- end of ${name} -->`];
  const [before, behind] = readFileSync(path, 'utf8').split(begin);
  const after = behind?.split(end)[1];
  if (before === undefined || after === undefined) {
    process.stderr.write(`${path} lacks the lines ${begin} and ${end}\n`);
    process.exitCode = 1;
  } else {
    writeOrCheck(path, `${before}${begin}\n\n${text}\n\n${end}${after}`, options);
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
