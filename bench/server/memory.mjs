// @ts-check
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { submitBackground } from './pipeline.mjs';
import { residentMiB } from './process.mjs';
import { PRE_SLEEP, packet, withConnections } from './wire.mjs';
import { becomeWorker } from './worker.mjs';

const SLEEP = packet(PRE_SLEEP);

/**
 * Queues background jobs of 32 bytes and tells by how much the server's memory grew. Fails unless the
 * server then has exactly so many.
 * @param {{ port: number, pid: number, jobs: number, functionName?: string }} load `pid` is the server's
 */
export async function fill({ port, pid, jobs, functionName = 'bench' }) {
  const before = residentMiB(pid);
  const rate = await submitBackground({ port, connections: 1, inFlight: 1000, jobs, functionName });
  const grownMiB = residentMiB(pid) - before;
  const queued = await queuedJobs(port, functionName);
  if (queued !== jobs) throw new Error(`the server has ${queued} jobs of ${jobs}`);
  return { ...rate, grownMiB };
}

/** So many workers come at a time: it is the idle ones that count, not the rush. */
const AT_A_TIME = 100;

/**
 * Connects workers that find no job and go to sleep, and tells by how much the server's memory grew for them.
 * @param {{ port: number, pid: number, workers: number, functionName?: string }} load
 */
export async function idle({ port, pid, workers, functionName = 'bench' }) {
  const before = residentMiB(pid);
  return withConnections({ port, count: workers, deadlineMs: 60_000 }, async (peers) => {
    const startedAt = performance.now();
    for (let at = 0; at < peers.length; at += AT_A_TIME) {
      await Promise.all(peers.slice(at, at + AT_A_TIME).map((peer) => fallAsleep(peer, functionName)));
    }
    return { count: workers, ms: performance.now() - startedAt, grownMiB: residentMiB(pid) - before };
  });
}

/**
 * Registers a worker, has it find no job, and puts it to sleep.
 * @param {import('./wire.mjs').Connection} peer @param {string} functionName
 */
async function fallAsleep(peer, functionName) {
  /** @type {() => void} */ let finish = () => undefined;
  const asleep = new Promise((resolve) => {
    finish = () => resolve(undefined);
  });
  const onJob = () => peer.fail(new Error('an idle worker got a job'));
  const onEmpty = () => {
    peer.write(SLEEP);
    finish();
  };
  const worker = await becomeWorker(peer, { functionName, grabs: 1, onJob, onEmpty });
  worker.grab();
  await asleep;
  await peer.settled();
}

/** Asks a server how many jobs of a function it has. @param {number} port @param {string} functionName */
async function queuedJobs(port, functionName) {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(10_000, () => socket.destroy(new Error('no answer to status within 10 s')));
  socket.write('status\n');
  let jobs = 0;
  for await (const line of createInterface({ input: socket })) {
    if (line === '.') break;
    const [name, total] = line.split('\t');
    if (name === functionName) jobs = Number(total);
  }
  socket.destroy();
  return jobs;
}
