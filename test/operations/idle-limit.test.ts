import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { TimeoutError } from '../../src/errors.js';
import { IdleLimit } from '../../src/operations/idle-limit.js';

const LIMIT_MS = 5;

/** Keeps this thread from everything else. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the limit of a wait', () => {
  let errors: TimeoutError[];
  let idle: IdleLimit;
  beforeEach(() => {
    errors = [];
    idle = new IdleLimit(LIMIT_MS, (error) => errors.push(error));
  });
  afterEach(() => idle.stop());

  it('passes when nothing happens', async () => {
    idle.restart();
    await expect.poll(() => errors).toEqual([new TimeoutError('nothing came from the server for 5 ms')]);
  });

  it('does not pass when it is stopped', async () => {
    idle.restart();
    block(4 * LIMIT_MS);
    idle.stop();
    for (let turn = 0; turn < 3; turn++) await setImmediate();
    expect(errors).toEqual([]);
  });

  it('does not pass while a name is looked up', async () => {
    idle.restart();
    idle.follow('resolving');
    block(4 * LIMIT_MS);
    for (let turn = 0; turn < 3; turn++) await setImmediate();
    expect(errors).toEqual([]);
    idle.follow('resolved');
    await expect.poll(() => errors.length).toBe(1);
  });

  it('does not pass for what came in time while this process was busy', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const here = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [there] = (await once(server, 'connection')) as [Socket];
    onTestFinished(() => [here, there].forEach((socket) => void socket.destroy()));
    const came = once(here, 'data').then(() => {
      idle.restart();
      return errors.length;
    });
    idle.restart();
    there.write('x');
    block(4 * LIMIT_MS);
    expect(await came).toBe(0);
    await expect.poll(() => errors.length).toBe(1);
  });
});
