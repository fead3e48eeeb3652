// @ts-check
import { startGearmand } from '../gearmand.mjs';
import { interleave, run } from '../measure.mjs';

/** @param {{ name: string, atMost: number, status?: number, command: (server: string) => string[] }} row */
const row = ({ name, atMost, status = 0, command }) => ({
  name: `start-up: ${name}`,
  peer: 'node -e 0',
  unit: 'ms',
  goal: `≤ ${atMost}× the time`,
  /** @param {{ rounds: number, node: string }} options `node` is the program that runs both sides. */
  async measure({ rounds, node }) {
    const gearmand = await startGearmand();
    try {
      const ours = [node, 'bin/gearctl.js', ...command(gearmand.server)];
      // The first run makes the code cache, the second may be the first to read it.
      for (let warmUp = 0; warmUp < 2; warmUp++) await run(ours, { status });
      const { a, b, ratio } = await interleave(
        3 * rounds,
        async () => (await run(ours, { status })).ms,
        async () => (await run([node, '-e', '0'])).ms,
      );
      return { ours: a, theirs: b, figure: `${ratio.toFixed(2)}× the time`, ratio, holds: ratio <= atMost };
    } finally {
      await gearmand.stop();
    }
  },
});

/** What a cron line pays each time: the process from its start to its end, answered by a server. */
export const rows = [
  row({ name: 'submit -b f x', atMost: 1.5, command: (server) => ['submit', '-s', server, '-b', 'f', 'x'] }),
  row({ name: 'status, piped', atMost: 1.8, command: (server) => ['status', '-s', server] }),
  row({ name: 'workers, piped', atMost: 1.8, command: (server) => ['workers', '-s', server] }),
  row({ name: '--help', atMost: 2.2, command: () => ['--help'] }),
  row({ name: 'submit --help', atMost: 2.2, command: () => ['submit', '--help'] }),
  row({ name: 'top --once', atMost: 3, command: (server) => ['top', '--once', '-s', server] }),
  row({ name: 'a usage error', atMost: 2.2, status: 64, command: () => ['submit', '--frobnicate'] }),
];
