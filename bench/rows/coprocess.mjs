// @ts-check
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandSlot } from '../../dist/exec/command-slot.js';
import { CoprocessPool } from '../../dist/exec/coprocess/index.js';
import { openStarter } from '../../dist/exec/open-starter.js';
import { startGearmand } from '../gearmand.mjs';
import { cleanEnv, interleave, run } from '../measure.mjs';

/** How many commands run at once, which is more than there are processors; and how many jobs one process has. */
const COMMANDS = 4;
const SHARERS = 100;
const DATA = Buffer.from('hello');

const drop = () => undefined;

/** Has so many jobs done, one at a time by each slot, and gives how many of them a second.
 * @param {number} jobs @param {number} slots @param {(slot: number) => Promise<{ type: string }>} perform
 * @param {string} expected */
async function jobsPerSecond(jobs, slots, perform, expected) {
  let left = jobs;
  const work = async (/** @type {number} */ slot) => {
    while (left-- > 0) {
      const { type } = await perform(slot);
      if (type !== expected) throw new Error(`a job has ended with ${type}`);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: slots }, (_, slot) => work(slot)));
  return jobs / ((performance.now() - startedMs) / 1000);
}

/** What a process for each job costs that a process for many does not. Neither side has a job server. */
const beside = {
  name: `co-process of Python, ${SHARERS} slots share one`,
  peer: `a cat for each job, ${COMMANDS} slots`,
  unit: 'jobs/s',
  goal: '≥ 50×',
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const starter = await openStarter();
    const slots = await Promise.all(Array.from({ length: COMMANDS }, () => CommandSlot.open(starter)));
    /** @type {import('../../dist/exec/coprocess/index.js').CoprocessSettings} */
    const settings = {
      ...{ starter, command: ['python3', 'bench/peers/echo-coprocess.py'], env: cleanEnv, protocol: 'jsonl' },
      ...{ killAfterMs: 1000, hello: {}, onLog: drop, onStderr: drop },
    };
    const pool = new CoprocessPool({ isShared: true, settingsOf: () => settings });
    await pool.setSlots(SHARERS);
    const job = { key: '', facts: {}, data: DATA, onData: drop, onWarning: drop, onProgress: drop };
    const request = { command: ['cat'], stdin: DATA, env: cleanEnv, onStdout: drop, onStderr: drop };
    try {
      const { a, b, ratio } = await interleave(
        rounds,
        () => jobsPerSecond(50_000, SHARERS, (slot) => pool.run(slot + 1, job), 'complete'),
        () => jobsPerSecond(500, COMMANDS, (slot) => /** @type {CommandSlot} */ (slots[slot]).run(request), 'exited'),
      );
      return { ours: a, theirs: b, figure: `${ratio.toFixed(0)}×`, ratio, holds: ratio >= 50 };
    } finally {
      await Promise.all([pool.close(), ...slots.map((slot) => slot.close())]);
      await starter.close();
    }
  },
};

const JOBS = 50_000;

/** Queues jobs in a gearmand of its own, and gives how many of them a second a worker does, its start included.
 * @param {(port: number) => string[]} worker the command, which ends when all is done */
async function drained(worker) {
  const folder = await mkdtemp(join(tmpdir(), 'gearctl-bench-'));
  const gearmand = await startGearmand();
  try {
    const input = join(folder, 'jobs');
    writeFileSync(input, Array.from({ length: JOBS }, (_, job) => `${job}\n`).join(''));
    await run([process.execPath, 'bin/gearctl.js', 'submit', '-s', gearmand.server, '-b', '-l', 'bench'], { input });
    const { ms } = await run(worker(gearmand.port));
    return (JOBS * 1000) / ms;
  } finally {
    await gearmand.stop();
    await rm(folder, { recursive: true });
  }
}

const besidePhp = {
  name: 'work --coprocess jsonl -- php, 20 slots share one',
  peer: 'a worker of PHP',
  unit: 'jobs/s',
  goal: '≥ 1×',
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const ours = (/** @type {number} */ port) => {
      const flags = ['-s', `127.0.0.1:${port}`, '-q', '--journal', 'none', '-j', '20', '-c', `${JOBS}`];
      const coprocess = [
        '--grabs',
        '8',
        '--coprocess',
        'jsonl',
        '--coprocess-share',
        '--',
        'php',
        'bench/peers/echo-coprocess.php',
      ];
      return [process.execPath, 'bin/gearctl.js', 'work', ...flags, 'bench', ...coprocess];
    };
    const { a, b, ratio } = await interleave(
      rounds,
      () => drained(ours),
      () => drained((port) => ['php', 'bench/peers/echo-worker.php', `${port}`, `${JOBS}`]),
    );
    return { ours: a, theirs: b, figure: `${ratio.toFixed(2)}×`, ratio, holds: ratio >= 1 };
  },
};

/** A process that stays, beside one for each job and beside a worker that is one itself. */
export const rows = [beside, besidePhp];
