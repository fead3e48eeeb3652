// @ts-check
import { startGearmand } from '../gearmand.mjs';
import { interleave, run } from '../measure.mjs';

const JOBS = 4000;

const gearctl = [process.execPath, 'bin/gearctl.js'];

/** Queues jobs in a gearmand of its own, and gives how many of them a second `workers` do, the start included.
 * @param {(port: number) => string[][]} workers commands, which run at the same time and end when all is done */
async function jobsPerSecond(workers) {
  const gearmand = await startGearmand();
  try {
    const jobs = Array.from({ length: JOBS }, (_, job) => `${job}`);
    await run([...gearctl, 'submit', '-s', gearmand.server, '-b', 'bench', ...jobs]);
    const startedMs = performance.now();
    await Promise.all(workers(gearmand.port).map((command) => run(command)));
    return JOBS / ((performance.now() - startedMs) / 1000);
  } finally {
    await gearmand.stop();
  }
}

/** @param {number} slots @param {number} atLeast */
const row = (slots, atLeast) => ({
  name: `work -j ${slots} -- true`,
  peer: slots === 1 ? 'gearman -w -- true' : `${slots} × gearman -w -- true`,
  unit: 'jobs/s',
  goal: `≥ ${atLeast}×`,
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const ours = (/** @type {number} */ port) => {
      const flags = ['-s', `127.0.0.1:${port}`, '-q', '-j', `${slots}`, '-c', `${JOBS}`];
      return [[...gearctl, 'work', ...flags, 'bench', '--', 'true']];
    };
    const theirs = (/** @type {number} */ port) => {
      const flags = ['-h', '127.0.0.1', '-p', `${port}`, '-c', `${JOBS / slots}`];
      return Array.from({ length: slots }, () => ['gearman', '-w', ...flags, '-f', 'bench', '--', 'true']);
    };
    const { a, b, ratio } = await interleave(
      rounds,
      () => jobsPerSecond(ours),
      () => jobsPerSecond(theirs),
    );
    return { ours: a, theirs: b, figure: `${ratio.toFixed(2)}×`, ratio, holds: ratio >= atLeast };
  },
});

/** A command run for each job: what a worker pays per job, the queue being full. */
export const rows = [row(1, 0.8), row(4, 0.6)];
