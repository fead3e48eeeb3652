// @ts-check
// gearctl as a library: gearctl.mjs PORT background|echo JOBS. Prints the seconds that it took.
import { Client, Worker } from '../../dist/index.js';

const WINDOW = 100;

const [port, what, count] = process.argv.slice(2);
const servers = `127.0.0.1:${port}`;
const jobs = Number(count);

/** Submits background jobs, and waits until all are accepted. @param {Client} client */
async function background(client) {
  const handles = [];
  for (let job = 0; job < jobs; job++) {
    await client.ready();
    handles.push(client.background('bench', `${job}`));
  }
  await Promise.all(handles);
}

/** Runs foreground jobs, so many at once, by a worker in this process. @param {Client} client */
async function echo(client) {
  const worker = new Worker({ servers });
  worker.register('bench', ({ workload }) => workload);
  const working = worker.run();
  let next = 0;
  const lane = async () => {
    while (next < jobs) await client.run('bench', `${next++}`);
  };
  await Promise.all(Array.from({ length: WINDOW }, lane));
  await worker.stop();
  await working;
}

const client = new Client({ servers });
const startedMs = performance.now();
await (what === 'echo' ? echo(client) : background(client));
process.stdout.write(`${(performance.now() - startedMs) / 1000}\n`);
await client.close();
