// @ts-check
/**
 * `node bench/top/hour.mjs [--samples N] [--cols N] [--rows N]`: takes an hour of samples in, each drawn as on a terminal,
 * as fast as it can, and prints as JSON what that took: memory in MiB, and milliseconds of a core for each sample.
 */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withShortPauses } from '../../dist/operations/short-pauses.js';
import { withLeanHeap } from '../../dist/tui/app/lean-heap.js';
import { ScreenDrawing } from '../../dist/tui/app/screen-drawing.js';
import { startModel } from '../../dist/tui/update/start.js';
import { update } from '../../dist/tui/update/update.js';
import { answerAt } from './cluster.mjs';

// React has a slower half for those who develop with it; the bundle has the other.
process.env.NODE_ENV = 'production';

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '3600' },
    cols: { type: 'string', default: '140' },
    rows: { type: 'string', default: '40' },
  },
});
const samples = Number(values.samples);
const server = 'bench:4730';

let writtenBytes = 0;
const terminal = Object.assign(new EventEmitter(), {
  cols: Number(values.cols),
  rows: Number(values.rows),
  write: (/** @type {string} */ text) => {
    writtenBytes += Buffer.byteLength(text);
  },
});

const look = /** @type {const} */ ({ graph: 'braille', unicode: true, depth: 'truecolor' });
const drawing = new ScreenDrawing(/** @type {any} */ (terminal), look);
await drawing.load();
const [withUsualPauses, withUsualHeap] = [withShortPauses(), withLeanHeap()];

const startEpochMs = Date.UTC(2026, 0, 31, 12);
/** @param {number} second */
const momentAt = (second) => ({ atMs: 10_000_000 + second * 1000, epochMs: startEpochMs + second * 1000 });
const setup = {
  title: server,
  source: /** @type {const} */ ('live'),
  allowActions: false,
  tls: false,
  matches: () => true,
};
let model = startModel(setup, [server], momentAt(0), {
  cols: terminal.cols,
  rows: terminal.rows,
  intervalMs: 1000,
  theme: 'dark',
});

const residentMiB = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
const startedAt = process.cpuUsage();
let mostMiB = 0;
for (let second = 0; second < samples; second++) {
  const sample = { server, ...momentAt(second), tookMs: 4, answer: answerAt(second), failure: null };
  [model] = update(model, { type: 'sample', sample });
  [model] = update(model, { type: 'tick', now: momentAt(second) });
  drawing.draw(model);
  // Timers and what waits for the end of a turn have theirs as often as in an hour that is not simulated.
  await new Promise((resolve) => setImmediate(resolve));
  mostMiB = Math.max(mostMiB, residentMiB());
}
const { user, system } = process.cpuUsage(startedAt);
drawing.close();
withUsualPauses();
withUsualHeap();
const result = {
  endMiB: residentMiB(),
  mostMiB,
  cpuMsPerSample: (user + system) / 1000 / samples,
  writtenKiBPerSample: writtenBytes / 1024 / samples,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
