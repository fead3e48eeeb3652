// @ts-check
import { JOB_CREATED, PRE_SLEEP, packet, SUBMIT_JOB, WORK_COMPLETE, withConnections } from './wire.mjs';
import { becomeWorker } from './worker.mjs';

const WORKLOAD = 'x'.repeat(32);
const SLEEP = packet(PRE_SLEEP);
const COLON = 58;

/**
 * Works a filled queue until it is empty: `workers` connections with `grabs` unanswered each. Fails unless it held
 * exactly `jobs`.
 * @param {{ port: number, workers: number, grabs: number, jobs: number, functionName?: string }} load
 * @returns {Promise<import('./pipeline.mjs').Rate>}
 */
export function drain({ port, workers, grabs, jobs, functionName = 'bench' }) {
  return withConnections({ port, count: workers, deadlineMs: 120_000 }, async (peers) => {
    let worked = 0;
    let busy = workers;
    /** @type {() => void} */ let finish = () => undefined;
    const onJob = () => void worked++;
    const onEmpty = () => {
      if (--busy === 0) finish();
    };
    const ready = await Promise.all(peers.map((peer) => becomeWorker(peer, { functionName, grabs, onJob, onEmpty })));
    const startedAt = performance.now();
    await new Promise((resolve) => {
      finish = () => resolve(undefined);
      for (const worker of ready) worker.grab();
    });
    const ms = performance.now() - startedAt;
    if (worked !== jobs) throw new Error(`${worked} jobs were worked of ${jobs}`);
    return { count: jobs, ms, perSecond: (jobs / ms) * 1000 };
  });
}

/**
 * Submits foreground jobs over one connection, `inFlight` at a time, and works them over others.
 * @param {{ port: number, inFlight: number, jobs: number, workers: number, grabs: number, functionName?: string }} load
 * @returns {Promise<import('./pipeline.mjs').Rate & { p50Ms: number, p99Ms: number }>} from submission to result
 */
export function runForeground({ port, inFlight, jobs, workers, grabs, functionName = 'bench' }) {
  return withConnections({ port, count: workers + 1, deadlineMs: 120_000 }, async ([client, ...others]) => {
    if (client === undefined) throw new Error('no connection');
    const ready = await Promise.all(
      others.map((peer) =>
        becomeWorker(peer, { functionName, grabs, onJob: () => undefined, onEmpty: () => void peer.write(SLEEP) }),
      ),
    );
    for (const worker of ready) worker.grab();
    const request = packet(SUBMIT_JOB, functionName, '', WORKLOAD);
    const requests = Buffer.alloc(request.length * inFlight, request);
    const latencies = new Float64Array(jobs);
    /** When the jobs were submitted whose handle has not come yet, in a ring. */
    const submittedAt = new Float64Array(inFlight);
    /** @type {Map<number, number>} When each job under way was submitted, by the number in its handle. */
    const underWay = new Map();
    let sent = 0;
    let created = 0;
    let done = 0;
    const startedAt = performance.now();
    await new Promise((resolve) => {
      client.onPacket = (type, bytes, start, end) => {
        const number = numberOf(bytes, start, end);
        if (type === JOB_CREATED) {
          underWay.set(number, submittedAt[created++ % inFlight] ?? 0);
        } else if (type === WORK_COMPLETE && underWay.has(number)) {
          latencies[done++] = performance.now() - (underWay.get(number) ?? 0);
          underWay.delete(number);
        } else {
          client.fail(new Error(`unexpected packet ${type}`));
        }
      };
      client.onRead = () => {
        const more = Math.min(inFlight - (sent - done), jobs - sent);
        for (const end = sent + more, now = performance.now(); sent < end; sent++) submittedAt[sent % inFlight] = now;
        if (more > 0) client.write(requests.subarray(0, more * request.length));
        if (done === jobs) resolve(null);
      };
      client.onRead();
    });
    const ms = performance.now() - startedAt;
    latencies.sort();
    const quantile = (/** @type {number} */ share) => latencies[Math.floor((jobs - 1) * share)] ?? 0;
    return { count: jobs, ms, perSecond: (jobs / ms) * 1000, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
  });
}

/** Reads the number behind the last colon of a handle, which a NUL or the packet ends.
 * @param {Buffer} bytes @param {number} start @param {number} end */
function numberOf(bytes, start, end) {
  let number = 0;
  for (let at = start; at < end && bytes[at] !== 0; at++) {
    const byte = bytes[at] ?? 0;
    number = byte === COLON ? 0 : number * 10 + byte - 48;
  }
  return number;
}
