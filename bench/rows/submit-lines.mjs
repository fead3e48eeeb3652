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

/** Compiles a program of bench/peers, and lets `use` have it.
 * @template T @param {string} name @param {(program: string) => Promise<T>} use */
async function withCompiled(name, use) {
  const directory = mkdtempSync(join(tmpdir(), 'gearctl-bench-'));
  const program = join(directory, name);
  try {
    await run(['cc', '-O2', '-o', program, `bench/peers/${name}.c`]);
    return await use(program);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Times a client with a file of so many lines and a fresh gearmand, in ms and MiB.
 * @param {typeof ours} client @param {number} lines */
const timed = (client, lines) => withLines(lines, (file, port) => client(port, file));

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
    name: 'submit -b -l of 100 000 lines, per line',
    peer: 'gearman -b -n of 10 000 lines',
    unit: 'ms',
    goal: '≥ 20× faster per line',
    /** @param {{ rounds: number }} options */
    async measure({ rounds }) {
      const { a, b, ratio } = await interleave(
        Math.min(rounds, 5),
        async () => (await timed(ours, 100_000)).ms,
        async () => (await timed(theirs, 10_000)).ms,
      );
      const faster = 10 / ratio;
      return { ours: a, theirs: b, figure: `${faster.toFixed(0)}× faster per line`, ratio, holds: faster >= 20 };
    },
  },
  {
    name: 'submit -b -l of 100 000 lines',
    peer: 'gearman -b -n',
    unit: 'ms',
    goal: '≥ 100× faster',
    /** The peer takes a minute or two, and longer for each line the more there are. */
    async measure() {
      const [a, b] = [(await timed(ours, 100_000)).ms, (await timed(theirs, 100_000)).ms];
      const faster = b / a;
      return { ours: a, theirs: b, figure: `${faster.toFixed(0)}× faster`, ratio: a / b, holds: faster >= 100 };
    },
  },
  {
    name: 'submit -b -l of 1 000 000 lines',
    peer: 'a pipelined program in C',
    unit: 'lines/s',
    goal: '≥ 0.5× the speed, below 120 MiB',
    /** @param {{ rounds: number }} options */
    measure: ({ rounds }) =>
      withCompiled('pipelined', async (program) => {
        const c = (/** @type {number} */ port, /** @type {string} */ file) =>
          run([program, `${port}`, 'bench'], { input: file });
        let peakMiB = 0;
        const speed = async (/** @type {typeof ours} */ client) => {
          const { ms, peakMiB: peak } = await timed(client, 1_000_000);
          if (client === ours) peakMiB = Math.max(peakMiB, peak);
          return 1e9 / ms;
        };
        const { a, b, ratio } = await interleave(
          Math.min(rounds, 5),
          () => speed(ours),
          () => speed(c),
        );
        const figure = `${ratio.toFixed(2)}× the speed, ${peakMiB.toFixed(0)} MiB`;
        return { ours: a, theirs: b, figure, ratio, holds: ratio >= 0.5 && peakMiB < 120 };
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
