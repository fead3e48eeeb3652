import { describe, expect, it } from 'vitest';
import { workFixture } from './work-fixture.js';

const { run, start, path } = workFixture();

/** Answers each job of the protocol frame with its number among the jobs of this process. */
const COUNTING = `
let held = Buffer.alloc(0), count = 0;
const say = (header, body = '') => {
  const head = Buffer.from(JSON.stringify(header)), lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(head.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  process.stdout.write(Buffer.concat([lengths, head, Buffer.from(body)]));
};
process.stdin.on('data', (chunk) => {
  held = Buffer.concat([held, chunk]);
  while (held.length >= 8 && held.length >= 8 + held.readUInt32BE(0) + held.readUInt32BE(4)) {
    const bodyAt = 8 + held.readUInt32BE(0);
    const { type, id } = JSON.parse(held.subarray(8, bodyAt));
    held = held.subarray(bodyAt + held.readUInt32BE(4));
    if (type === 'hello') say({ type: 'ready', version: 1 });
    if (type === 'job') say({ type: 'complete', id }, String(++count));
  }
});
`;

describe('gearctl work --coprocess', () => {
  it.each([
    { protocol: 'lines', command: ['sed', '-u', 's/.*/<&>/'], results: ['<a>', '<b>'] },
    { protocol: 'jsonl', command: ['python3', 'docs/coprocess/reverse.py'], results: ['a', 'b'] },
    { protocol: 'frame', command: [process.execPath, '-e', COUNTING], results: ['1', '2'] },
  ])('$protocol has one process do job after job', async ({ protocol, command, results }) => {
    const worker = await start([protocol, '--coprocess', protocol, '--', ...command]);
    expect((await run('submit', protocol, 'a')).stdout).toBe(results[0]);
    expect((await run('submit', protocol, 'b')).stdout).toBe(results[1]);
    expect(await worker.end()).toBe(0);
  });

  it('waits no longer for one that is not ready when it is told to end', async () => {
    const silent = ['sh', '-c', 'echo begun >&2; exec sleep 60'];
    const worker = await start(['f', '--coprocess', 'jsonl', '--', ...silent], {}, ': begun\n');
    expect(await worker.end()).toBe(143);
    expect(worker.log()).toMatch(/gearctl: the co-process was not started\n$/);
  });

  it('ends its processes when something else keeps the worker from starting', async () => {
    const pidFile = ['--pid-file', path('no/where')];
    const { exit, stderr } = await run('work', 'f', '--coprocess', 'lines', ...pidFile, '--', 'cat');
    expect(stderr).toContain('gearctl: cannot write the PID file');
    expect(exit).toBe(73);
  });
});
