// @ts-check
/**
 * Writes screens of `gearctl top`, and the table of its keys, into docs/top.md, between markers:
 * `node scripts/write-top-screens.mjs [--check] [FILE]`. What is on the screens is the end of a recording, twelve minutes of
 * the simulated cluster. Reads the built view in dist.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeOrCheckPart } from './generated-file.mjs';

/** @typedef {import('../src/tui/model/types.js').Model} Model */
/** @typedef {import('../src/tui/keymap.js').Binding} Binding */

const root = new URL('..', import.meta.url);
const recordingFile = fileURLToPath(new URL('test/fixtures/top/demo.jsonl.gz', root));
const built = (/** @type {string} */ path) => import(new URL(`dist/tui/${path}`, root).href);
const [{ Recording }, { Replay }, { startModel }, { update }, { view }, { plainLine }, { KEYMAP }] = await Promise.all(
  [
    ...['recording/recording.js', 'sources/replay.js', 'update/start.js', 'update/update.js', 'views/view.js'],
    ...['lines.js', 'keymap.js'],
  ].map(built),
);

/** Plays the recording to its end, for which its clock need only jump once. */
async function playedModel() {
  let atMs = 0;
  const wait = async () => {
    atMs = Number.MAX_SAFE_INTEGER;
  };
  const recording = await Recording.open(recordingFile);
  const source = new Replay(recording, 1, false, { now: () => ({ atMs, epochMs: atMs }), wait, random: () => 0 });
  const setup = { title: 'demo', source: 'replay', allowActions: false, tls: false, matches: () => true };
  const choices = { intervalMs: recording.intervalMs };
  /** @type {Model} */
  let model = startModel(setup, source.servers, source.now(), choices);
  await source.run({
    sample: (/** @type {unknown} */ sample) => {
      [model] = update(model, { type: 'sample', sample });
    },
    rewound: () => undefined,
  });
  [model] = update(model, { type: 'tick', now: source.now() });
  return model;
}

/** Draws a model as it is after some keys. */
function screen(/** @type {Model} */ model, /** @type {string[]} */ keys, cols = 80, rows = 24) {
  const pressed = keys.reduce((before, key) => update(before, { type: 'key', key })[0], model);
  const look = { graph: 'braille', unicode: true };
  const lines = view(pressed, cols, rows, look).map((/** @type {any} */ line) => plainLine(line).trimEnd());
  return ['```text', ...lines, '```'].join('\n');
}

/** Draws a row: | `f` | fold idle functions | on functions | */
function keyRow(/** @type {Binding} */ { group, shown, does, on }) {
  return `| ${group} | \`${shown}\` | ${does}${on === undefined ? '' : ` (${on})`} |`;
}

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [file = fileURLToPath(new URL('docs/top.md', root))] = positionals;

// The time of the day is told in the time zone of whoever looks, which must not change the page.
process.env.TZ = 'UTC';
const model = await playedModel();
const keys = ['| | key | does |', '|---|---|---|', ...KEYMAP.map(keyRow)].join('\n');
for (const [name, text] of /** @type {const} */ ([
  ['overview', screen(model, [])],
  ['function', screen(model, ['enter'])],
  ['workers', screen(model, ['2'], 80, 16)],
  ['keys', keys],
])) {
  writeOrCheckPart(file, name, text, values);
}
