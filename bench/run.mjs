// @ts-check
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { rows as coprocess } from './rows/coprocess.mjs';
import { rows as decoder } from './rows/decoder.mjs';
import { rows as dropIn } from './rows/drop-in.mjs';
import { rows as foreground } from './rows/foreground.mjs';
import { rows as library } from './rows/library.mjs';
import { rows as serverMemory } from './rows/server-memory.mjs';
import { rows as serverStored } from './rows/server-stored.mjs';
import { rows as startUp } from './rows/start-up.mjs';
import { rows as submitLines } from './rows/submit-lines.mjs';
import { rows as top } from './rows/top.mjs';
import { rows as work } from './rows/work.mjs';

/**
 * `npm run bench -- [--only TEXT] [--rounds N] [--node PATH] [--json [FILE]]`: rows whose name has TEXT in it; the start of
 * processes measured with another Node; JSON instead of the table, or in a file beside it.
 */
const {
  values,
  positionals: [file],
} = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '7' },
    node: { type: 'string', default: process.execPath },
    json: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

// What ends the bench ends its servers, too: they are killed when it exits.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const all = [
  ...[...startUp, ...dropIn, ...submitLines, ...foreground, ...work, ...coprocess, ...library],
  ...[...decoder, ...serverMemory, ...serverStored, ...top],
];
const options = { rounds: Number(values.rounds), node: values.node };
const results = [];
for (const row of all.filter(({ name }) => name.includes(values.only))) {
  process.stderr.write(`${row.name} …\n`);
  const { name, peer, unit, goal } = row;
  results.push({ name, peer, unit, goal, ...(await row.measure(options)) });
}

if (values.json) {
  const node = execFileSync(values.node, ['--version'], { encoding: 'utf8' }).trim();
  const report = `${JSON.stringify({ node, rounds: options.rounds, rows: results }, null, 2)}\n`;
  if (file === undefined) process.stdout.write(report);
  else writeFileSync(file, report);
}
if (!values.json || file !== undefined) {
  const table = new Table({
    head: ['row', 'ours', 'peer', 'its figure', 'ratio', 'goal', 'holds'],
    style: { head: [], border: [] },
  });
  for (const { name, peer, unit, goal, ours, theirs, figure, holds } of results) {
    const verdict = holds === undefined ? '–' : holds ? 'yes' : 'NO';
    table.push([name, `${ours.toFixed(0)} ${unit}`, peer, `${theirs.toFixed(0)} ${unit}`, figure, goal, verdict]);
  }
  process.stdout.write(`${table.toString()}\n`);
}
process.exitCode = results.some(({ holds }) => holds === false) ? 1 : 0;
