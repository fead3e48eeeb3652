import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { TimeLimit } from '../src/time-limit.js';

const LIMIT_MS = 5;

/** Keeps this thread from everything else. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the limit of a wait', () => {
  let passed: number;
  let limit: TimeLimit;
  beforeEach(() => {
    passed = 0;
    limit = new TimeLimit(LIMIT_MS, () => {
      passed += 1;
    });
  });
  afterEach(() => limit.stop());

  it('passes, and passes again when it begins anew', async () => {
    limit.restart();
    await expect.poll(() => passed).toBe(1);
    limit.restart();
    await expect.poll(() => passed).toBe(2);
  });

  it('does not pass when it is stopped', async () => {
    limit.restart();
    block(4 * LIMIT_MS);
    await setImmediate();
    limit.stop();
    block(4 * LIMIT_MS);
    for (let turn = 0; turn < 3; turn++) await setImmediate();
    expect(passed).toBe(0);
  });

  it('does not pass at once if it is longer than any timer', async () => {
    using long = new TimeLimit(2 ** 40, () => {
      passed += 1;
    });
    long.restart();
    limit.restart();
    await expect.poll(() => passed).toBe(1);
  });

  it('does not pass for what came in time while this process was busy', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const here = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [there] = (await once(server, 'connection')) as [Socket];
    onTestFinished(() => [here, there].forEach((socket) => void socket.destroy()));
    const came = once(here, 'data').then(() => {
      limit.restart();
      return passed;
    });
    limit.restart();
    there.write('x');
    block(4 * LIMIT_MS);
    expect(await came).toBe(0);
    await expect.poll(() => passed).toBe(1);
  });
});
