// @ts-check
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { rows as decoder } from './rows/decoder.mjs';
import { rows as serverMemory } from './rows/server-memory.mjs';
import { rows as serverStored } from './rows/server-stored.mjs';
import { rows as startUp } from './rows/start-up.mjs';
import { rows as submitLines } from './rows/submit-lines.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});

// What ends the bench ends its servers, too: they are killed when it exits.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const chosen = [...startUp, ...submitLines, ...decoder, ...serverMemory, ...serverStored].filter((row) =>
  row.name.includes(values.only),
);
const results = [];
for (const row of chosen) {
  process.stderr.write(`${row.name} …\n`);
  const { name, peer, unit, goal } = row;
  results.push({ name, peer, unit, goal, ...(await row.measure({ rounds: Number(values.rounds) })) });
}

if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ node: process.version, rounds: Number(values.rounds), rows: results }, null, 2)}\n`,
  );
} else {
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
