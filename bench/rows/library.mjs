// @ts-check
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGearmand } from '../gearmand.mjs';
import { cleanEnv, median, run } from '../measure.mjs';
import { withCompiled } from '../peers/compiled.mjs';
import { inTurn, medianRatio } from '../server/rounds.mjs';

const LIMIT_MS = 60_000;

/**
 * A program in bench/peers that does the same with another library.
 * @typedef {{ library: string, command: string[], worker?: string[], echoes: number }} Peer
 */

/**
 * All of them, with how many echoes each gets done in about a second. A library that cannot submit and work at the same
 * time has its worker in another process, which gains it a processor.
 * @param {string} libgearman its program, compiled @returns {Peer[]}
 */
const peers = (libgearman) => [
  { library: 'libgearman in C', command: [libgearman], worker: [libgearman, 'PORT', 'worker'], echoes: 10_000 },
  {
    library: 'libgearman by PHP',
    command: ['php', 'bench/peers/libgearman.php'],
    worker: ['php', 'test/fixtures/peers/worker.php', 'PORT', 'bench', 'echo'],
    echoes: 10_000,
  },
  { library: 'gearmanode', command: [process.execPath, 'bench/peers/gearmanode.cjs'], echoes: 30 },
  { library: 'abraxas', command: [process.execPath, 'bench/peers/abraxas.cjs'], echoes: 1000 },
];

const gearctl = [process.execPath, 'bench/peers/gearctl.mjs'];

/** Runs a program beside a gearmand of its own, and gives the jobs in a second.
 * @param {string[]} command @param {string} what @param {number} jobs @param {string[]} [worker] */
async function jobsPerSecond([program = '', ...args], what, jobs, worker) {
  const gearmand = await startGearmand();
  const working = worker === undefined ? undefined : await start(worker, gearmand.port);
  try {
    const argv = [...args, String(gearmand.port), what, String(jobs)];
    const { stdout } = await promisify(execFile)(program, argv, { env: cleanEnv, timeout: LIMIT_MS });
    return jobs / Number(stdout);
  } finally {
    working?.kill();
    await gearmand.stop();
  }
}

/** @param {string[]} worker @param {number} port */
async function start(worker, port) {
  const [program = '', ...args] = worker.map((word) => (word === 'PORT' ? `${port}` : word));
  const child = spawn(program, args, { stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}

/** How many jobs a second a program gets accepted that does nothing but write and read: no library can do more.
 * @param {number} jobs */
const ceiling = (jobs) =>
  withCompiled('pipelined', [], async (program) => {
    const lines = join(tmpdir(), `gearctl-bench-lines-${process.pid}`);
    writeFileSync(lines, Array.from({ length: jobs }, (_, job) => `${job}\n`).join(''));
    const gearmand = await startGearmand();
    const { ms } = await run([program, `${gearmand.port}`, 'bench'], { input: lines });
    await gearmand.stop();
    return (jobs * 1000) / ms;
  });

/** @param {{ name: string, ours: string, theirs: 'background' | 'echo', jobs: number, atLeast: number }} row */
const row = ({ name, ours, theirs, jobs, atLeast }) => ({
  name: `library: ${name}`,
  peer: 'best of libgearman (C, PHP), gearmanode, abraxas',
  unit: 'jobs/s',
  goal: `≥ ${atLeast}×`,
  /** @param {{ rounds: number }} options */
  measure: ({ rounds }) =>
    withCompiled('libgearman', ['-l:libgearman.so.8'], async (libgearman) => {
      const others = peers(libgearman);
      const sides = others.map(({ command, worker, echoes }) => () => {
        const isEcho = theirs === 'echo';
        return jobsPerSecond(command, theirs, isEcho ? echoes : jobs, isEcho ? worker : undefined);
      });
      const speeds = await inTurn(Math.min(rounds, 5), [() => jobsPerSecond(gearctl, ours, jobs), ...sides]);
      const [own = [], ...foreign] = speeds;
      const medians = foreign.map(median);
      const best = medians.indexOf(Math.max(...medians));
      const figures = medians.map((speed, peer) => `${others[peer]?.library} ${speed.toFixed(0)}`);
      if (theirs === 'background') figures.push(`sockets in C ${(await ceiling(jobs)).toFixed(0)}`);
      const ratio = medianRatio(own, foreign[best] ?? []);
      const figure = `${ratio.toFixed(2)}× (${figures.join(', ')})`;
      return { ours: median(own), theirs: medians[best] ?? 0, figure, ratio, holds: ratio >= atLeast };
    }),
});

/** gearctl as a library beside others, in processes that have started: what they do with a gearmand. */
export const rows = [
  row({ name: 'foreground and echoing worker, 100 at once', ours: 'echo', theirs: 'echo', jobs: 20_000, atLeast: 3 }),
  row({
    name: 'the same, the worker asking for one job at a time',
    ours: 'echo-grab-1',
    theirs: 'echo',
    jobs: 10_000,
    atLeast: 1,
  }),
  row({
    name: 'background, 10 000 jobs by one call',
    ours: 'background',
    theirs: 'background',
    jobs: 10_000,
    atLeast: 10,
  }),
  row({
    name: 'background, 10 000 jobs by a call for each',
    ours: 'one-by-one',
    theirs: 'background',
    jobs: 10_000,
    atLeast: 1,
  }),
];
