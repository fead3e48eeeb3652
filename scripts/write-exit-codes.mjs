// @ts-check
/**
 * Writes the table of exit codes into README.md from the table that the commands use:
 * `node scripts/write-exit-codes.mjs [--check] [FILE]`. Reads the built command line in dist.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeOrCheckPart } from './generated-file.mjs';

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root = new URL('..', import.meta.url);
const [file = fileURLToPath(new URL('README.md', root))] = positionals;

/** @type {{ EXIT_CODES: readonly { name: string, code: number, when: string }[] }} */
const { EXIT_CODES } = await import(new URL('dist/cli/exit-codes.js', root).href);
const rows = EXIT_CODES.map(({ name, code, when }) => `| ${code} | ${name} | ${when} |`);
writeOrCheckPart(file, 'exit codes', ['| code | name | when |', '|---:|---|---|', ...rows].join('\n'), values);
