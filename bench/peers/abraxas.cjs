// npm's abraxas: abraxas.cjs PORT background|echo JOBS. Prints the seconds that it took.
const abraxas = require('../../test/peers/node_modules/abraxas');

const WINDOW = 100;

const [port, what, count] = process.argv.slice(2);
const jobs = Number(count);

async function main() {
  const client = await new Promise((resolve, reject) => {
    const where = { host: '127.0.0.1', port: Number(port) };
    abraxas.Client.connect(where, (error, connected) => (error ? reject(error) : resolve(connected)));
  });
  if (what === 'echo') client.registerWorker('bench', (task) => task.then((payload) => payload));
  const submit = (job) => (what === 'echo' ? client.submitJob('bench', job) : client.submitJobBg('bench', job));
  const startedMs = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < jobs) await submit(`${next++}`);
  };
  await Promise.all(Array.from({ length: WINDOW }, lane));
  console.log((performance.now() - startedMs) / 1000);
  process.exit(0);
}

void main();
