import { afterEach, describe, expect, it } from 'vitest';
import { HostStage } from './host-stage.js';
import { packet } from './server-stage.js';

let stage: HostStage | undefined;
afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

describe('a job host', () => {
  it('turns peers away when as many are connected as may be, says so once, and lets the next one in', async () => {
    stage = await HostStage.start({ maxConnections: 2 });
    const [first, second] = [await stage.join(), await stage.join()];
    await stage.ask(second, 'ECHO_REQ', 'x');
    for (let i = 0; i < 3; i++) await (await stage.join()).closed();
    expect(stage.reports).toEqual(['a peer was turned away: 2 are connected, as many as may be']);
    await first.close();
    await expect
      .poll(
        async () => {
          const peer = await stage?.join();
          return peer && (await stage?.ask(peer, 'ECHO_REQ', 'in').catch(() => 'turned away'));
        },
        { timeout: 5000 },
      )
      .toBe('in');
  });

  it('closes peers that do nothing, but neither workers nor clients that wait', async () => {
    stage = await HostStage.start({ idleMs: 40 });
    const [client, worker] = [await stage.join(), await stage.worker('f')];
    await stage.ask(client, 'SUBMIT_JOB', 'g', '', 'w');
    const idler = await stage.join();
    await idler.closed();
    expect(await stage.ask(client, 'ECHO_REQ', 'x')).toBe('x');
    expect(await stage.ask(worker, 'ECHO_REQ', 'x')).toBe('x');
  });

  it('sets its timer for a job whose packet is too large to be gathered', async () => {
    stage = await HostStage.start();
    const client = await stage.join();
    const worker = await stage.join();
    worker.send(packet('CAN_DO_TIMEOUT', 'f', '1000'));
    await stage.ask(client, 'SUBMIT_JOB_BG', 'f', '', 'x'.repeat(100_000));
    await stage.ask(worker, 'GRAB_JOB');
    worker.send(packet('PRE_SLEEP'));
    expect((await worker.packet()).number).toBe(6);
  });
});
