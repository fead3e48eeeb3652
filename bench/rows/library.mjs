// @ts-check
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { startGearmand } from '../gearmand.mjs';
import { cleanEnv, median } from '../measure.mjs';
import { inTurn, medianRatio } from '../server/rounds.mjs';

const LIMIT_MS = 60_000;

/** Programs in bench/peers that do the same with another library, and how many echoes each of them gets done in about a second. */
const PEERS = [
  { library: 'gearctl', command: [process.execPath, 'bench/peers/gearctl.mjs'], echoes: 10_000 },
  { library: 'libgearman by PHP', command: ['php', 'bench/peers/libgearman.php'], echoes: 5000 },
  { library: 'gearmanode', command: [process.execPath, 'bench/peers/gearmanode.cjs'], echoes: 30 },
  { library: 'abraxas', command: [process.execPath, 'bench/peers/abraxas.cjs'], echoes: 1000 },
];

/** Runs a peer beside a gearmand of its own, and gives the jobs in a second.
 * @param {string[]} command @param {'background' | 'echo'} what @param {number} jobs */
async function jobsPerSecond([program = '', ...args], what, jobs) {
  const gearmand = await startGearmand();
  const isPhp = program === 'php' && what === 'echo';
  const worker = isPhp ? await startPhpWorker(gearmand.port) : undefined;
  try {
    const argv = [...args, String(gearmand.port), what, String(jobs)];
    const { stdout } = await promisify(execFile)(program, argv, { env: cleanEnv, timeout: LIMIT_MS });
    return jobs / Number(stdout);
  } finally {
    worker?.kill();
    await gearmand.stop();
  }
}

/** PHP's client blocks, so its worker is another process. @param {number} port */
async function startPhpWorker(port) {
  const worker = spawn('php', ['test/fixtures/peers/worker.php', String(port), 'bench', 'echo'], { stdio: 'ignore' });
  await once(worker, 'spawn');
  return worker;
}

/** @param {{ name: string, what: 'background' | 'echo', jobs?: number, atLeast: number }} row */
const row = ({ name, what, jobs, atLeast }) => ({
  name: `library: ${name}`,
  peer: 'best of PHP, gearmanode, abraxas',
  unit: 'jobs/s',
  goal: `≥ ${atLeast}×`,
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const sides = PEERS.map(
      ({ command, echoes }) =>
        () =>
          jobsPerSecond(command, what, jobs ?? echoes),
    );
    const speeds = await inTurn(Math.min(rounds, 5), sides);
    const [ours = [], ...theirs] = speeds;
    const medians = theirs.map(median);
    const best = medians.indexOf(Math.max(...medians));
    const others = medians.map((speed, peer) => `${PEERS[peer + 1]?.library} ${speed.toFixed(0)}`);
    const ratio = medianRatio(ours, theirs[best] ?? []);
    const figure = `${ratio.toFixed(2)}× (${others.join(', ')})`;
    return { ours: median(ours), theirs: medians[best] ?? 0, figure, ratio, holds: ratio >= atLeast };
  },
});

/** gearctl as a library beside others, in processes that have started: what they do with a gearmand. */
export const rows = [
  row({ name: 'foreground and echoing worker, 100 at once', what: 'echo', atLeast: 3 }),
  row({ name: 'background, 10 000 jobs', what: 'background', jobs: 10_000, atLeast: 10 }),
];
