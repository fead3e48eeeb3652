// @ts-check
import { median } from '../measure.mjs';
import { fill, idle } from '../server/memory.mjs';
import { gearmand, gearmandOneThread, ours, withServer } from '../server/peers.mjs';
import { submitBackground } from '../server/pipeline.mjs';
import { withCpu } from '../server/process.mjs';
import { inTurn, medianRatio } from '../server/rounds.mjs';
import { drain, runForeground } from '../server/work.mjs';

/** @typedef {{ port: number, pid: number, jobs: number, functionName: string }} Setting */
/** @typedef {{ perSecond: number, cpuMicrosPerJob: number, p99Ms?: number }} Figures */
/** @typedef {(setting: Setting) => Promise<Figures>} Load */

/** @param {number} connections @param {number} inFlight @returns {Load} */
function background(connections, inFlight) {
  return ({ pid, ...setting }) => withCpu(pid, () => submitBackground({ ...setting, connections, inFlight }));
}

/** @param {number} workers @param {number} grabs @returns {Load} */
function drained(workers, grabs) {
  return async ({ pid, ...setting }) => {
    await submitBackground({ ...setting, connections: 1, inFlight: 1000 });
    return withCpu(pid, () => drain({ ...setting, workers, grabs }));
  };
}

/** @param {number} inFlight @param {number} workers @returns {Load} */
function foreground(inFlight, workers) {
  return ({ pid, ...setting }) => withCpu(pid, () => runForeground({ ...setting, inFlight, workers, grabs: 1 }));
}

/** So often peers come, have their share of the jobs done, and go. */
const WARM_UPS = 4;

/**
 * How many jobs a second go through. Each measurement has a server of its own, which has worked off as many jobs before,
 * of peers that came and went: a server lives for days, and what its first seconds are like is none of this row's business.
 * Where a load tells latencies, the 99th percentile may be no worse.
 * @param {{ name: string, jobs: number, atLeast: number, load: Load }} row
 */
const speed = ({ name, jobs, atLeast, load }) => ({
  name: `server: ${name}`,
  peer: 'gearmand',
  unit: 'jobs/s',
  goal: `≥ ${atLeast}×`,
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const sides = [ours, gearmand, gearmandOneThread].map(
      (start) => () =>
        withServer(start, async ({ port, pid }) => {
          for (let at = 0; at < WARM_UPS; at++) {
            await load({ port, pid, jobs: jobs / WARM_UPS, functionName: 'warm-up' });
          }
          return load({ port, pid, jobs, functionName: 'bench' });
        }),
    );
    const results = await inTurn(rounds, sides);
    const [a = [], b = [], single = []] = results.map((side) => side.map(({ perSecond }) => perSecond));
    const [cpuA = [], cpuB = []] = results.map((side) => side.map(({ cpuMicrosPerJob }) => cpuMicrosPerJob));
    const [lateA = [], lateB = []] = results.map((side) => side.flatMap(({ p99Ms = [] }) => p99Ms));
    const ratio = medianRatio(a, b);
    const p99 = lateA.length > 0 ? medianRatio(lateA, lateB) : undefined;
    const details = [`-t 1: ${medianRatio(a, single).toFixed(2)}×`, `CPU: ${medianRatio(cpuA, cpuB).toFixed(2)}×`];
    if (p99 !== undefined) details.push(`p99: ${p99.toFixed(2)}×`);
    const holds = ratio >= atLeast && (p99 ?? 1) <= 1;
    return { ours: median(a), theirs: median(b), figure: `${ratio.toFixed(2)}× (${details.join(', ')})`, ratio, holds };
  },
});

/**
 * By how much a server's memory grows.
 * @param {{ name: string, goal: string, atMost: number, load: (server: { port: number, pid: number }) =>
 *   Promise<{ grownMiB: number }> }} row
 */
const memory = ({ name, goal, atMost, load }) => ({
  name: `server: ${name}`,
  peer: 'gearmand',
  unit: 'MiB',
  goal,
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const sides = [ours, gearmand].map((start) => () => withServer(start, load));
    const results = await inTurn(Math.min(rounds, 3), sides);
    const [a = [], b = []] = results.map((side) => side.map(({ grownMiB }) => grownMiB));
    const ratio = medianRatio(a, b);
    const figure = `${ratio.toFixed(2)}× the memory`;
    return { ours: median(a), theirs: median(b), figure, ratio, holds: ratio <= atMost };
  },
});

/** The job server in memory: what it takes, gives out and holds. */
export const rows = [
  speed({ name: 'background, 1 × 1000 in flight', jobs: 200_000, atLeast: 1.2, load: background(1, 1000) }),
  speed({ name: 'background, 8 × 100 in flight', jobs: 200_000, atLeast: 1.2, load: background(8, 100) }),
  speed({ name: 'background, one at a time', jobs: 5000, atLeast: 0.9, load: background(1, 1) }),
  speed({ name: 'drain, 4 workers, 1 grab', jobs: 40_000, atLeast: 1.2, load: drained(4, 1) }),
  speed({ name: 'drain, 4 workers, 50 grabs in flight', jobs: 100_000, atLeast: 1.8, load: drained(4, 50) }),
  speed({ name: 'foreground, 100 in flight, 4 workers', jobs: 40_000, atLeast: 1.2, load: foreground(100, 4) }),
  memory({
    name: 'memory of 1 000 000 queued jobs',
    goal: '≤ ¼ of the memory',
    atMost: 0.25,
    load: (server) => fill({ ...server, jobs: 1_000_000 }),
  }),
  memory({
    name: 'memory of 5000 idle workers',
    goal: 'no more memory',
    atMost: 1,
    load: (server) => idle({ ...server, workers: 5000 }),
  }),
];
