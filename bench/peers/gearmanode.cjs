// npm's gearmanode: gearmanode.cjs PORT background|echo JOBS. Prints the seconds that it took.
const winston = require('../../test/peers/node_modules/winston');

const LOGGERS = ['Client', 'Worker', 'Job', 'JobServer', 'LBStrategy', 'protocol'];
for (const name of LOGGERS) winston.loggers.add(name, { silent: true });
const gearmanode = require('../../test/peers/node_modules/gearmanode');

const [port, what, count] = process.argv.slice(2);
const jobs = Number(count);
const where = { host: '127.0.0.1', port: Number(port) };

/** Resolves when so many jobs, submitted at once, have had an event. */
function all(client, options, event) {
  return new Promise((resolve) => {
    let left = jobs;
    for (let job = 0; job < jobs; job++) {
      client.submitJob('bench', `${job}`, options).once(event, () => {
        left--;
        if (left === 0) resolve();
      });
    }
  });
}

async function main() {
  const client = gearmanode.client(where);
  if (what === 'echo') gearmanode.worker(where).addFunction('bench', (job) => job.workComplete(job.payload));
  const startedMs = performance.now();
  if (what === 'background') {
    await all(client, { background: true }, 'created');
  } else {
    // It does not come through with many at once.
    for (let job = 0; job < jobs; job++) {
      const submitted = client.submitJob('bench', `${job}`);
      await new Promise((resolve) => submitted.once('complete', resolve));
    }
  }
  console.log((performance.now() - startedMs) / 1000);
  process.exit(0);
}

void main();
