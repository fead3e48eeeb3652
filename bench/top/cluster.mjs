// @ts-check
/**
 * The cluster that the view of `gearctl top` is measured with: some functions have jobs, most workers do two of them.
 */
export const FUNCTIONS = 500;
export const WORKERS = 1000;

/** @param {number} at */
export const functionName = (at) => `bench_function_${String(at % FUNCTIONS).padStart(3, '0')}`;

/** The functions of a worker. @param {number} at */
export const functionsOf = (at) => [functionName(at), functionName(at * 7 + 3)];

/** How many connections do each function. */
const workersOf = Array.from({ length: FUNCTIONS }, (_, at) => {
  const name = functionName(at);
  return Array.from({ length: WORKERS }, (_, worker) => functionsOf(worker)).filter((names) => names.includes(name))
    .length;
});

/**
 * What a server answers in a second of the simulation, made anew as if it had just been read. Every fifth poll tells
 * the connections.
 * @param {number} second
 * @returns {import('../../src/tui/model/sample.js').SampleAnswer}
 */
export function answerAt(second) {
  const functions = Array.from({ length: FUNCTIONS }, (_, at) => {
    const waiting =
      at % 5 === 0 ? Math.round(500 + 400 * Math.sin(second / (60 + at)) + ((second * (at + 1)) % 17)) : 0;
    const workers = workersOf[at] ?? 0;
    const running = waiting > 0 ? workers : 0;
    const waitingByPriority = { high: 0, normal: waiting, low: 0 };
    return { name: functionName(at), total: waiting + running, running, workers, waitingByPriority };
  });
  const stats = functions.map(({ name, total, running }, at) => ({
    ...{ name, submitted: second * (at % 40) + total, completed: second * (at % 40), failed: at % 50, exceptions: 0 },
    ...{ timeouts: 0, lost: 0, oldestAgeMs: total === running ? null : 12_000, waitTime: null },
    runTime: { count: second, p50Ms: 12, p90Ms: 40, p99Ms: 100, maxMs: 400 },
  }));
  return {
    version: 'gearctl 0.1.0',
    roundTripMs: 0.4,
    functions,
    stats,
    workers: second % 5 === 0 ? workers(second) : null,
  };
}

/** A connection in fifty is another than a minute ago. @param {number} second */
function workers(second) {
  return Array.from({ length: WORKERS }, (_, at) => {
    const generation = at % 50 === 0 ? Math.floor(second / 60) : 0;
    const fd = String(10 + at + generation * WORKERS);
    return { fd, address: `10.0.${at % 40}.7`, clientId: `worker-${at}`, functionNames: functionsOf(at) };
  });
}
