// @ts-check
/**
 * Puts load on any Gearman server and prints what came of it as a line of JSON:
 *
 *     node bench/server/load.mjs --port 4730 --case bg-1x1000 --jobs 200000
 */
import { parseArgs } from 'node:util';
import { fill, idle } from './memory.mjs';
import { echo, submitBackground } from './pipeline.mjs';
import { withCpu } from './process.mjs';
import { drain, runForeground } from './work.mjs';

const USAGE = `Usage: node bench/server/load.mjs --port PORT --case CASE [--jobs N] [--seconds S] [--function NAME] [--pid PID]

  bg-CxW         background jobs over C connections with W in flight each
  bg-CxW-unique  the same, each job with a unique of 36 bytes
  drain-NxG      works what the function has queued, exactly --jobs, by N workers with G grabs in flight
  fg-W-NxG       foreground jobs, W in flight, by N workers with G grabs in flight
  echo-W         ECHO_REQ, W in flight
  fill           background jobs, and the growth of the server's memory; needs --pid
  idle-N         N workers asleep, and the growth of the server's memory; needs --pid

With --pid, the server's process, its CPU time per job is told as well.
`;

/** @typedef {{ port: number, pid: number, jobs: number, limitMs: number, functionName: string }} Setting */

/** @type {[RegExp, (setting: Setting, numbers: number[]) => Promise<{ count: number }>][]} */
const CASES = [
  [
    /^bg-(\d+)x(\d+)$/,
    (setting, [connections = 1, inFlight = 1]) => submitBackground({ ...setting, connections, inFlight }),
  ],
  [
    /^bg-(\d+)x(\d+)-unique$/,
    (setting, [connections = 1, inFlight = 1]) =>
      submitBackground({ ...setting, connections, inFlight, isUnique: true }),
  ],
  [/^drain-(\d+)x(\d+)$/, (setting, [workers = 1, grabs = 1]) => drain({ ...setting, workers, grabs })],
  [
    /^fg-(\d+)-(\d+)x(\d+)$/,
    (setting, [inFlight = 1, workers = 1, grabs = 1]) => runForeground({ ...setting, inFlight, workers, grabs }),
  ],
  [/^echo-(\d+)$/, (setting, [inFlight = 1]) => echo({ ...setting, inFlight, count: setting.jobs })],
  [/^fill$/, fill],
  [/^idle-(\d+)$/, (setting, [workers = 1]) => idle({ ...setting, workers })],
];

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4730' },
    case: { type: 'string', default: '' },
    jobs: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '60' },
    function: { type: 'string', default: 'bench' },
    pid: { type: 'string' },
  },
});

const [pattern, run] = CASES.find(([name]) => name.test(values.case)) ?? [];
if (pattern === undefined || run === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 64;
} else {
  const numbers = pattern.exec(values.case)?.slice(1).map(Number) ?? [];
  const setting = {
    port: Number(values.port),
    pid: Number(values.pid),
    jobs: Number(values.jobs),
    limitMs: Number(values.seconds) * 1000,
    functionName: values.function,
  };
  const load = () => run(setting, numbers);
  const figures = await (values.pid === undefined ? load() : withCpu(setting.pid, load));
  process.stdout.write(`${JSON.stringify({ case: values.case, ...figures })}\n`);
}
