import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from '../../../src/client/index.js';
import { type JobServer, startServer } from '../../../src/server/index.js';
import { puppet } from '../../exec/coprocess/coprocess-fixture.js';
import { livingIn } from '../../exec/slot-fixture.js';
import { askAdmin } from '../../support/foreign-peers.js';
import { until } from '../../support/until.js';
import { reports, script, workerFixture } from './worker-fixture.js';

const { work, gearmand } = workerFixture();

let server: JobServer;
beforeAll(async () => {
  server = await startServer({ port: 0 });
});
afterAll(() => server.close());

const FOREVER = script('echo group $$ >&2; echo begun; sleep 60');

/** How many jobs of a function there are, and how many of them run. */
async function counts(address: string, functionName: string): Promise<number[]> {
  const rows = (await askAdmin(Number(address.split(':')[1]), 'status')).split('\n').map((line) => line.split('\t'));
  return (rows.find(([name]) => name === functionName) ?? []).slice(1, 3).map(Number);
}

describe.each([
  { peer: 'gearmand', address: () => gearmand().address },
  { peer: 'serve', address: () => server.address },
])('a worker that is to fail what it has no time for, at $peer', ({ address }) => {
  const fails = () => ({ onDrainTimeout: 'fail', worker: { servers: address() } }) as const;

  it('ends the commands when the drain takes too long, and their jobs fail', async () => {
    await using client = new Client({ servers: address() });
    const working = await work('late', { action: FOREVER, drainTimeoutMs: 50, ...fails() });
    const task = reports(client.submit('late', ''));
    await working.told('stderr');
    working.run.stop('asked');
    expect(await task).toEqual(['data begun\n', expect.stringContaining('stopped with its worker\n'), 'fail']);
    expect(await working.ended).toBe('stopping');
    expect(working.last('end')).toMatchObject({
      end: 'fail',
      message: expect.stringMatching(/^stopped with its worker/),
    });
    expect(livingIn(Number(working.last('stderr')?.line.replace('group ', '')))).toEqual([]);
    expect(await counts(address(), 'late')).toEqual([0, 0]);
  });

  it('fails those of a co-process as well', async () => {
    await using client = new Client({ servers: address() });
    const action = { command: puppet(), coprocess: { killAfterMs: 100 } };
    const working = await work('idle', { action, ...fails() });
    const task = reports(client.submit('idle', JSON.stringify([])));
    await working.told('start');
    working.run.stop('asked');
    working.run.stop('asked');
    expect((await task).at(-1)).toBe('fail');
    expect(await working.ended).toBe('stopping');
  });

  it('gives back what it was assigned and has not begun', async () => {
    await using client = new Client({ servers: address() });
    for (const workload of ['a', 'b', 'c', 'd']) await client.background('kept', workload);
    const action = script('[ "$(cat)" = a ] || { echo begun >&2; sleep 60; }', { grabs: 4 });
    const working = await work('kept', { action, ...fails() });
    await working.told('stderr');
    working.run.stop('asked');
    working.run.stop('asked');
    await working.ended;
    const ends = working.events.flatMap((event) => (event.type === 'end' ? [event.end] : []));
    expect(ends.slice(0, 2)).toEqual(['complete', 'fail']);
    expect(ends.slice(2).every((end) => end === 'requeued')).toBe(true);
    await until(async () => (await counts(address(), 'kept')).join() === '2,0');
  });

  it('gives back what it has to kill', async () => {
    await using client = new Client({ servers: address() });
    await client.background('deaf', '');
    const deaf = script('trap "" TERM; echo ready >&2; while :; do sleep 0.05; done', {
      endSequence: [
        { signal: 'SIGTERM', waitMs: 60_000 },
        { signal: 'SIGKILL', waitMs: 0 },
      ],
    });
    const working = await work('deaf', { action: deaf, ...fails() });
    await working.told('stderr');
    for (let time = 0; time < 3; time++) working.run.stop('asked');
    expect(await working.ended).toBe('killing');
    expect(working.last('end')).toMatchObject({ end: 'requeued' });
    await until(async () => (await counts(address(), 'deaf')).join() === '1,0');
  });
});
