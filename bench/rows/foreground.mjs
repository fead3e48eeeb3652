// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGearmand } from '../gearmand.mjs';
import { cleanEnv, interleave, run } from '../measure.mjs';

const JOBS = 4000;

const gearctl = [process.execPath, 'bin/gearctl.js'];

/** What stands on both sides: a client that gets a file of lines, and workers. */
const ours = (/** @type {number} */ port) => ({
  client: [...gearctl, 'submit', '-s', `127.0.0.1:${port}`, '-l', '-j', '50', 'bench'],
  workers: [[...gearctl, 'work', '-s', `127.0.0.1:${port}`, '-q', '-j', '2', 'bench', '--', 'cat']],
});
const theirs = (/** @type {number} */ port) => {
  const at = ['-h', '127.0.0.1', '-p', `${port}`, '-f', 'bench'];
  return {
    client: ['gearman', ...at, '-n'],
    workers: Array.from({ length: 2 }, () => ['gearman', '-w', ...at, '--', 'cat']),
  };
};

/** Gives the jobs in a second, the client's start included; the workers have started before, and done a job.
 * @param {typeof ours | typeof theirs} side @param {string} file */
async function jobsPerSecond(side, file) {
  const gearmand = await startGearmand();
  const { client, workers } = side(gearmand.port);
  const running = workers.map(([program = '', ...args]) => spawn(program, args, { env: cleanEnv, stdio: 'ignore' }));
  try {
    await run(['gearman', '-h', '127.0.0.1', '-p', `${gearmand.port}`, '-f', 'bench', 'first']);
    const { ms } = await run(client, { input: file });
    return JOBS / (ms / 1000);
  } finally {
    for (const worker of running) {
      worker.kill('SIGTERM');
      if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
    }
    await gearmand.stop();
  }
}

/** Jobs that are waited for, with a command run for each of them. */
export const rows = [
  {
    name: `submit -l -j 50, ${JOBS} lines, against work -j 2 -- cat`,
    peer: 'gearman -n against 2 × gearman -w -- cat',
    unit: 'jobs/s',
    goal: '≥ 1×',
    /** @param {{ rounds: number }} options */
    async measure({ rounds }) {
      const folder = mkdtempSync(join(tmpdir(), 'gearctl-bench-'));
      const file = join(folder, 'lines');
      writeFileSync(file, Array.from({ length: JOBS }, (_, line) => `${line}\n`).join(''));
      try {
        const { a, b, ratio } = await interleave(
          rounds,
          () => jobsPerSecond(ours, file),
          () => jobsPerSecond(theirs, file),
        );
        return { ours: a, theirs: b, figure: `${ratio.toFixed(2)}×`, ratio, holds: ratio >= 1 };
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },
];
