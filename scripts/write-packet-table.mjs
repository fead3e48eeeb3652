// @ts-check
/**
 * Writes the table of packets into docs/protocol.md, between two markers, from the table that the codec is made of:
 * `node scripts/write-packet-table.mjs [--check] [FILE]`. Reads the built protocol in dist.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeOrCheck } from './generated-file.mjs';

const BEGIN = '<!-- packet table: written by npm run build -->';
const END = '<!-- end of the packet table -->';

/** @typedef {import('../src/protocol/packet-table.js').PacketRow} PacketRow */

/** Draws one row: | 7 | `SUBMIT_JOB` | client | functionName · unique · *data* | */
function tableRow(/** @type {PacketRow} */ { number, name, sentBy, text, data }) {
  const body = [...text, ...(data ? ['*data*'] : [])].join(' · ');
  return `| ${number} | \`${name}\` | ${sentBy.join(', ') || '–'} | ${body || '–'} |`;
}

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root = new URL('..', import.meta.url);
const [file = fileURLToPath(new URL('docs/protocol.md', root))] = positionals;

/** @type {{ PACKET_TABLE: readonly PacketRow[] }} */
const { PACKET_TABLE } = await import(new URL('dist/protocol/packet-table.js', root).href);
const table = ['| number | packet | sent by | body |', '|---:|---|---|---|', ...PACKET_TABLE.map(tableRow)].join('\n');

const [before, behind] = readFileSync(file, 'utf8').split(BEGIN);
const after = behind?.split(END)[1];
if (before === undefined || after === undefined) {
  process.stderr.write(`${file} lacks the lines ${BEGIN} and ${END}\n`);
  process.exitCode = 1;
} else {
  writeOrCheck(file, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`, values);
}
