// @ts-check
import { median } from '../measure.mjs';
import { gearmandSqlite, oursStored, withServer } from '../server/peers.mjs';
import { submitBackground } from '../server/pipeline.mjs';
import { restart } from '../server/restart.mjs';
import { inTurn, medianRatio } from '../server/rounds.mjs';
import { countSyncs } from '../server/syncs.mjs';

/** The peer takes about 650 jobs/s whatever is in flight, so a run ends by time: then what is in flight is waited for. */
const RUN_MS = 2000;

/** @param {{ name: string, connections: number, inFlight: number, isUnique?: boolean, atLeast: number }} row */
const speed = ({ name, connections, inFlight, isUnique = false, atLeast }) => ({
  name: `server, stored: ${name}`,
  peer: 'gearmand -q libsqlite3',
  unit: 'jobs/s',
  goal: `≥ ${atLeast}×`,
  /** @param {{ rounds: number }} options */
  async measure({ rounds }) {
    const sides = [oursStored, gearmandSqlite].map(
      (start) => () =>
        withServer(start, async ({ port }) => {
          const load = { port, connections, inFlight, isUnique };
          await submitBackground({ ...load, inFlight: 10, functionName: 'warm-up', limitMs: RUN_MS / 10 });
          return (await submitBackground({ ...load, limitMs: RUN_MS })).perSecond;
        }),
    );
    const [a = [], b = []] = await inTurn(Math.min(rounds, 5), sides);
    const ratio = medianRatio(a, b);
    return { ours: median(a), theirs: median(b), figure: `${ratio.toFixed(1)}×`, ratio, holds: ratio >= atLeast };
  },
});

/** The job server with its store in a file: what it acknowledges is on disk. */
export const rows = [
  speed({ name: 'background, 1 × 1000 in flight', connections: 1, inFlight: 1000, atLeast: 100 }),
  speed({
    name: 'background with uniques, 1 × 1000 in flight',
    connections: 1,
    inFlight: 1000,
    isUnique: true,
    atLeast: 100,
  }),
  speed({ name: 'background, 4 × 10 in flight', connections: 4, inFlight: 10, atLeast: 25 }),
  speed({ name: 'background, one at a time', connections: 1, inFlight: 1, atLeast: 2 }),
  {
    name: 'server, stored: syncs of 100 groups of 50 jobs',
    peer: 'one per group',
    unit: 'syncs',
    goal: 'exactly one per group',
    measure: () =>
      withServer(oursStored, async ({ port, pid }) => {
        const groups = 100;
        const counted = await countSyncs(pid, async () => {
          for (let group = 0; group < groups; group++) {
            await submitBackground({ port, connections: 1, inFlight: 50, jobs: 50 });
          }
        });
        const ratio = counted / groups;
        return { ours: counted, theirs: groups, figure: `${ratio.toFixed(2)}×`, ratio, holds: counted === groups };
      }),
  },
  {
    name: 'server, stored: restart with 1 000 000 jobs to the first one served',
    peer: 'a start without jobs',
    unit: 'ms',
    goal: '≤ 3000 ms',
    /** @param {{ rounds: number }} options */
    async measure({ rounds }) {
      const sides = [1_000_000, 1].map((jobs) => () => restart({ start: oursStored, jobs }));
      const [a = [], b = []] = await inTurn(Math.min(rounds, 3), sides);
      const ratio = medianRatio(a, b);
      const slowest = Math.max(...a);
      return { ours: median(a), theirs: median(b), figure: `${ratio.toFixed(1)}×`, ratio, holds: slowest <= 3000 };
    },
  },
];
