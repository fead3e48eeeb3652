// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGearmand } from '../gearmand.mjs';
import { interleave, run } from '../measure.mjs';

/** Lets `use` have a file of so many lines and a fresh gearmand.
 * @template T @param {number} lines @param {(file: string, port: number) => Promise<T>} use */
async function withLines(lines, use) {
  const directory = mkdtempSync(join(tmpdir(), 'gearctl-bench-'));
  const file = join(directory, 'lines');
  writeFileSync(file, Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join(''));
  const gearmand = await startGearmand();
  try {
    return await use(file, gearmand.port);
  } finally {
    await gearmand.stop();
    rmSync(directory, { recursive: true });
  }
}

/** @param {number} port @param {string} file */
const ours = (port, file) =>
  run([process.execPath, 'bin/gearctl.js', 'submit', '-s', `127.0.0.1:${port}`, '-b', '-l', 'bench'], { input: file });

/** @param {number} port @param {string} file */
const theirs = (port, file) =>
  run(['gearman', '-h', '127.0.0.1', '-p', String(port), '-b', '-n', '-f', 'bench'], { input: file });

/** What a pipe pays per line: background jobs from stdin, the whole process with its start. */
export const rows = [
  {
    name: 'submit -b -l of 50 000 lines',
    peer: 'gearman -b -n',
    unit: 'ms',
    goal: '≥ 60× faster',
    /** @param {{ rounds: number }} options Each round of the peer takes about half a minute, so there are few. */
    measure: ({ rounds }) =>
      withLines(50_000, async (file) => {
        const one = (/** @type {typeof ours} */ side) =>
          withLines(0, async (_none, port) => (await side(port, file)).ms);
        const { a, b, ratio } = await interleave(
          Math.min(rounds, 3),
          () => one(ours),
          () => one(theirs),
        );
        return { ours: a, theirs: b, figure: `${(1 / ratio).toFixed(0)}× faster`, ratio, holds: 1 / ratio >= 60 };
      }),
  },
  {
    name: 'memory of submit -b -l, 1 000 000 lines',
    peer: 'its own at 50 000 lines',
    unit: 'MiB',
    goal: '≤ 1.5× and below 150 MiB',
    measure: async () => {
      const peak = (/** @type {number} */ lines) =>
        withLines(lines, async (file, port) => (await ours(port, file)).peakMiB);
      const [few, many] = [await peak(50_000), await peak(1_000_000)];
      const ratio = many / few;
      return {
        ours: many,
        theirs: few,
        figure: `${ratio.toFixed(2)}× the memory`,
        ratio,
        holds: ratio <= 1.5 && many < 150,
      };
    },
  },
];
