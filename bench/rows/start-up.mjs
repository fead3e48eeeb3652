// @ts-check
import { startGearmand } from '../gearmand.mjs';
import { interleave, run } from '../measure.mjs';

const gearctl = [process.execPath, 'bin/gearctl.js'];

/** @param {string} name @param {(server: string) => string[]} command */
const row = (name, command) => ({
  name,
  peer: 'node -e 0',
  unit: 'ms',
  goal: 'reported',
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const gearmand = await startGearmand();
    try {
      const ours = [...gearctl, ...command(gearmand.server)];
      await run(ours);
      const { a, b, ratio } = await interleave(
        rounds,
        async () => (await run(ours)).ms,
        async () => (await run([process.execPath, '-e', '0'])).ms,
      );
      return { ours: a, theirs: b, figure: `${ratio.toFixed(2)}× the time`, ratio, holds: undefined };
    } finally {
      await gearmand.stop();
    }
  },
});

/** What a cron line pays each time: the process from its start to its end, answered by a server. */
export const rows = [
  row('start-up: submit -b of one job', (server) => ['submit', '-s', server, '-b', 'bench', 'x']),
  row('start-up: status, piped', (server) => ['status', '-s', server]),
];
