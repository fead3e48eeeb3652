// @ts-check
/**
 * Writes the table of packets into docs/protocol.md, between two markers, from the table that the codec is made of:
 * `node scripts/write-packet-table.mjs [--check] [FILE]`. Reads the built protocol in dist.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeOrCheckPart } from './generated-file.mjs';

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

writeOrCheckPart(file, 'packet table', table, values);
