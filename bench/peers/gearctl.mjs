// @ts-check
// gearctl as a library: gearctl.mjs PORT background|one-by-one|echo|echo-grab-1 JOBS. Prints the seconds that it took.
import { Client, Worker } from '../../dist/index.js';

const WINDOW = 100;

const [port, what, count] = process.argv.slice(2);
const servers = `127.0.0.1:${port}`;
const jobs = Number(count);

function* workloads() {
  for (let job = 0; job < jobs; job++) yield `${job}`;
}

/** Submits background jobs, and waits for the handles of all. @param {Client} client */
async function background(client) {
  /** @type {string[]} */ const handles = [];
  const { failed } = await client.backgroundAll('bench', workloads(), { onAccepted: (handle) => handles.push(handle) });
  if (failed > 0) throw new Error(`${failed} jobs were not accepted`);
}

/** The same with a call for each. @param {Client} client */
async function oneByOne(client) {
  const handles = [];
  for (const workload of workloads()) {
    await client.ready();
    handles.push(client.background('bench', workload));
  }
  await Promise.all(handles);
}

/** Runs foreground jobs, so many at once. @param {Client} client */
async function echo(client) {
  const all = workloads();
  const lane = async () => {
    for (const workload of all) await client.run('bench', workload);
  };
  await Promise.all(Array.from({ length: WINDOW }, lane));
}

const client = new Client({ servers });
// The worker is in this process, too.
const worker = new Worker({ servers, maxGrabs: what === 'echo' ? 32 : 1 });
worker.register('bench', ({ workload }) => workload);
const submit = what === 'background' ? background : what === 'one-by-one' ? oneByOne : echo;

const startedMs = performance.now();
const working = submit === echo ? worker.run() : undefined;
await submit(client);
process.stdout.write(`${(performance.now() - startedMs) / 1000}\n`);
await worker.stop();
await working;
await client.close();
