// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Admin, Client } from '../dist/index.js';
import { startGearmand } from './gearmand.mjs';
import { cleanEnv } from './measure.mjs';

/**
 * `node bench/soak.mjs [--coprocess] [--jobs N] [--minutes N] [--slots N]`: has one worker do many jobs and prints every 10 s
 * how many are done, and the memory and the descriptors of the worker and of all its processes. Ends with 1 when one of
 * them has grown by more than a tenth since a third of the time.
 */
const { values } = parseArgs({
  options: {
    coprocess: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1000000' },
    minutes: { type: 'string', default: '10' },
    slots: { type: 'string', default: '4' },
  },
});

const FUNCTION = 'soak';
const REPORT_MS = 10_000;
/** How many jobs wait at the most, so that it is the worker who is tested. */
const BATCH = 20_000;

const jobs = Number(values.jobs);
const deadlineMs = performance.now() + Number(values.minutes) * 60_000;
const action = values.coprocess
  ? ['--coprocess', 'jsonl', '--coprocess-share', '--', 'python3', 'bench/peers/echo-coprocess.py']
  : ['--', 'true'];

const gearmand = await startGearmand();
const client = new Client({ servers: gearmand.server });
const admin = new Admin(gearmand.server);
const flags = ['-s', gearmand.server, '-q', '--journal', 'none', '-j', values.slots];
const worker = spawn(process.execPath, ['bin/gearctl.js', 'work', ...flags, FUNCTION, ...action], {
  env: cleanEnv,
  stdio: ['ignore', 'ignore', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
process.once('exit', () => {
  worker.kill();
  process.kill(gearmand.pid);
});

/** What there is of a process: memory in KiB, and descriptors. */
function usageOf(/** @type {number} */ pid) {
  try {
    const rssKiB = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    return { rssKiB, fds: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return { rssKiB: 0, fds: 0 }; // It ended in between.
  }
}

/** All processes below one, by the system's lists of children. @returns {number[]} */
function descendants(/** @type {number} */ pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

const queued = async () => (await admin.status()).find(({ functionName }) => functionName === FUNCTION)?.total ?? 0;

let submitted = 0;
/** Keeps the queue from being empty. @returns {Promise<number>} how many jobs are done */
async function fill() {
  const waiting = await queued();
  if (waiting < BATCH / 2 && submitted < jobs) {
    const batch = Array.from({ length: Math.min(BATCH, jobs - submitted) }, (_, job) => `${submitted + job}`);
    submitted += (await client.backgroundAll(FUNCTION, batch)).accepted;
  }
  return submitted - (await queued());
}

const startedMs = performance.now();
/** @type {{ atMs: number, rssMiB: number, fds: number, others: number }[]} */
const rows = [];
let nextReportMs = startedMs + REPORT_MS;
for (let done = 0; done < jobs && performance.now() < deadlineMs && worker.exitCode === null; ) {
  done = await fill();
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (performance.now() < nextReportMs) continue;
  nextReportMs += REPORT_MS;
  const own = usageOf(worker.pid ?? 0);
  const others = descendants(worker.pid ?? 0).map(usageOf);
  const row = {
    atMs: performance.now() - startedMs,
    rssMiB: own.rssKiB / 1024,
    fds: own.fds,
    others: others.reduce((sum, { rssKiB }) => sum + rssKiB, 0) / 1024,
  };
  rows.push(row);
  const [time, rss, rest] = [row.atMs / 1000, row.rssMiB, row.others].map((value) => value.toFixed(0).padStart(5));
  const perSecond = ((done * 1000) / row.atMs).toFixed(0);
  process.stdout.write(`${time} s ${`${done}`.padStart(8)} jobs ${perSecond.padStart(6)}/s `);
  process.stdout.write(`${rss} MiB ${`${own.fds}`.padStart(4)} fds; ${others.length} processes below, ${rest} MiB\n`);
}

worker.kill('SIGTERM');
const [code] = await once(worker, 'exit');
await client.close();
await admin.close();

const later = rows.slice(Math.ceil(rows.length / 3));
const [first, last] = [later[0], later.at(-1)];
const hasGrown = first && last && (last.rssMiB > 1.1 * first.rssMiB || last.fds > first.fds + 2);
process.stdout.write(`the worker ended with ${code}; ${hasGrown ? 'IT HAS GROWN' : 'it did not grow'}\n`);
process.exit(code === 0 && !hasGrown ? 0 : 1);
