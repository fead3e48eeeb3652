// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGearmand } from '../gearmand.mjs';
import { inTurn, interleave, median, run } from '../measure.mjs';

const ours = { gearman: [process.execPath, 'bin/gearman.js'], gearadmin: [process.execPath, 'bin/gearadmin.js'] };

const CAN_DO = 1;
const ECHO_REQ = 16;

/** Lets `use` have a fresh gearmand, and gives what it measured.
 * @template T @param {(server: string[], port: number) => Promise<T>} use */
async function withGearmand(use) {
  const gearmand = await startGearmand();
  try {
    return await use(['-h', '127.0.0.1', '-p', `${gearmand.port}`], gearmand.port);
  } finally {
    await gearmand.stop();
  }
}

/** Makes functions known by one connection, which keeps them so, and gives what ends it.
 * @param {number} port @param {number} count @returns {Promise<() => void>} */
function addFunctions(port, count) {
  const socket = connect(port, '127.0.0.1');
  for (let i = 0; i < count; i++) socket.write(packet(CAN_DO, `function_${i}`));
  socket.write(packet(ECHO_REQ, 'done'));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', () => resolve(() => socket.destroy()));
  });
}

/** @param {number} type @param {string} body */
function packet(type, body) {
  const head = Buffer.from('\0REQ\0\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32BE(type, 4);
  head.writeUInt32BE(body.length, 8);
  return Buffer.concat([head, Buffer.from(body)]);
}

/** A row about the start of a process beside that of Node alone.
 * @param {{ name: string, functions?: number, goal: string, command: (server: string[]) => string[],
 *   holds: (result: { a: number, b: number, ratio: number }) => boolean }} row */
const startUp = ({ name, functions = 0, goal, command, holds }) => ({
  name,
  peer: 'node -e 0',
  unit: 'ms',
  goal,
  /** @param {{ rounds: number, node: string }} options `node` is the program that runs both sides. */
  measure: ({ rounds, node }) =>
    withGearmand(async (server, port) => {
      const removeFunctions = await addFunctions(port, functions);
      const argv = [node, ...command(server).slice(1)];
      // The first run makes the code cache, the second may be the first to read it.
      for (let warmUp = 0; warmUp < 2; warmUp++) await run(argv);
      const result = await interleave(
        3 * rounds,
        async () => (await run(argv)).ms,
        async () => (await run([node, '-e', '0'])).ms,
      );
      removeFunctions();
      const { a, b, ratio } = result;
      const figure = `${ratio.toFixed(2)}×, ${(a - b).toFixed(1)} ms more`;
      return { ours: a, theirs: b, figure, ratio, holds: holds(result) };
    }),
});

/** A row about `gearman -b -n` beside the tool of that name, each round with queues of their own.
 * @param {number} lines @param {number} faster The factor by which ours is to be faster. @param {number} mostRounds */
const lines = (lines, faster, mostRounds) => ({
  name: `gearman -b -n of ${lines} lines`,
  peer: 'gearman of C',
  unit: 'ms',
  goal: faster === 1 ? 'faster' : `≥ ${faster}× faster`,
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const folder = mkdtempSync(join(tmpdir(), 'gearctl-bench-'));
    try {
      const input = join(folder, 'lines');
      writeFileSync(input, Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join(''));
      const one = (/** @type {string[]} */ gearman) =>
        withGearmand(async (server) => (await run([...gearman, ...server, '-b', '-n', '-f', 'bench'], { input })).ms);
      // Where the tool of C takes minutes it runs once, beside ours three times.
      const turns = mostRounds === 1 ? 3 : 1;
      const { a, b, ratio } = await interleave(
        Math.min(rounds, mostRounds),
        async () => median(await inTurn(turns, () => one(ours.gearman))),
        () => one(['gearman']),
      );
      return { ours: a, theirs: b, figure: `${(1 / ratio).toFixed(1)}× faster`, ratio, holds: 1 / ratio >= faster };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
});

const WORKED_JOBS = 4000;

/** What a cron line and a script of old pay, and gain, with the drop-ins. */
export const rows = [
  startUp({
    name: 'start-up: gearman -b of one job',
    goal: '≤ 1.3× the time',
    command: (server) => [...ours.gearman, ...server, '-b', '-f', 'bench', 'x'],
    holds: ({ ratio }) => ratio <= 1.3,
  }),
  startUp({
    name: 'start-up: gearadmin --status',
    goal: '≤ 15 ms more',
    command: (server) => [...ours.gearadmin, ...server, '--status'],
    holds: ({ a, b }) => a - b <= 15,
  }),
  startUp({
    name: 'gearadmin --status, 10 000 functions',
    functions: 10_000,
    goal: '≤ 15 ms more',
    command: (server) => [...ours.gearadmin, ...server, '--status'],
    holds: ({ a, b }) => a - b <= 15,
  }),
  lines(1000, 1, 5),
  lines(10_000, 1, 3),
  lines(100_000, 50, 1),
  {
    name: `gearman -w -- cat, ${WORKED_JOBS} jobs`,
    peer: 'gearman of C',
    unit: 'jobs/s',
    goal: 'no worse',
    /** @param {{ rounds: number }} options */
    async measure({ rounds }) {
      const one = (/** @type {string[]} */ gearman) =>
        withGearmand(async (server) => {
          const jobs = Array.from({ length: WORKED_JOBS }, (_, index) => `${index}`);
          await run([...ours.gearman, ...server, '-b', '-f', 'bench', ...jobs]);
          const { ms } = await run([...gearman, ...server, '-w', '-c', `${WORKED_JOBS}`, '-f', 'bench', '--', 'cat']);
          return (WORKED_JOBS * 1000) / ms;
        });
      const { a, b, ratio } = await interleave(
        rounds,
        () => one(ours.gearman),
        () => one(['gearman']),
      );
      return { ours: a, theirs: b, figure: `${ratio.toFixed(2)}× the jobs/s`, ratio, holds: ratio >= 1 };
    },
  },
];
