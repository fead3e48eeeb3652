// @ts-check
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGearmand } from '../gearmand.mjs';
import { cleanEnv } from '../measure.mjs';
import { CAN_DO, packet, withConnections } from '../server/wire.mjs';
import { functionsOf, WORKERS } from '../top/cluster.mjs';

const run = promisify(execFile);

/** What a view may take: memory, the share of a core at an interval of a second, and the time until a key is drawn. */
const [MOST_MIB, MOST_PERCENT, MOST_MS] = [150, 10, 50];

/** @param {number} ours @param {number} most @param {string} figure */
const within = (ours, most, figure) => ({ ours, theirs: most, figure, ratio: ours / most, holds: ours <= most });

/**
 * Has a view on a pseudo-terminal watch gearmand, which has 500 functions and 1,000 workers, and types into it.
 * @param {string} node
 * @returns {Promise<{ medianMs: number, p95Ms: number, mostMs: number, cpuPercent: number, residentMiB: number }>}
 */
async function typed(node) {
  const folder = mkdtempSync(join(tmpdir(), 'gearctl-bench-top-'));
  const gearmand = await startGearmand();
  try {
    return await withConnections({ port: gearmand.port, count: WORKERS, deadlineMs: 240_000 }, async (peers) => {
      for (const [at, peer] of peers.entries()) {
        for (const name of functionsOf(at)) peer.write(packet(CAN_DO, name));
      }
      const file = join(folder, 'keys.json');
      const top = [node, 'bin/gearctl.js', 'top', '-s', gearmand.server, '-i', '1s'];
      await run('python3', ['bench/top/keys.py', file, ...top], { env: cleanEnv });
      return JSON.parse(readFileSync(file, 'utf8'));
    });
  } finally {
    await gearmand.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The live view, with 500 functions and 1,000 workers. */
export const rows = [
  {
    ...{ name: 'top: memory after an hour, simulated', peer: 'limit', unit: 'MiB', goal: `≤ ${MOST_MIB} MiB` },
    /** @param {{ node: string }} options */
    async measure({ node }) {
      const { stdout } = await run(node, ['bench/top/hour.mjs'], { env: cleanEnv });
      const { mostMiB, cpuMsPerSample } = JSON.parse(stdout);
      return within(mostMiB, MOST_MIB, `${cpuMsPerSample.toFixed(0)} ms of a core for each poll`);
    },
  },
  {
    ...{ name: 'top: a key is drawn, 95th percentile', peer: 'limit', unit: 'ms', goal: `≤ ${MOST_MS} ms` },
    /** @param {{ node: string }} options */
    async measure({ node }) {
      const { medianMs, p95Ms, mostMs, cpuPercent, residentMiB } = await typed(node);
      const view = `${cpuPercent.toFixed(1)} % of a core (≤ ${MOST_PERCENT}), ${residentMiB.toFixed(0)} MiB`;
      const result = within(p95Ms, MOST_MS, `median ${medianMs.toFixed(0)}, most ${mostMs.toFixed(0)} ms; ${view}`);
      return { ...result, holds: result.holds && cpuPercent <= MOST_PERCENT };
    },
  },
];
