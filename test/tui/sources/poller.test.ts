import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Admin } from '../../../src/admin/index.js';
import { Client } from '../../../src/client/index.js';
import { type JobServer, startServer } from '../../../src/server/index.js';
import type { Sample } from '../../../src/tui/model/sample.js';
import { SYSTEM_CLOCK } from '../../../src/tui/sources/clock.js';
import { Poller } from '../../../src/tui/sources/poller.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';

let gearmand: Gearmand;
let server: JobServer;
beforeAll(async () => {
  gearmand = await startGearmand();
  server = await startServer({ port: 0 });
});
afterAll(async () => {
  await gearmand.stop();
  await server.close();
});

describe('the poller', () => {
  it('learns from gearmand and from our own server what they know, each over one connection', async () => {
    await using client = new Client({ servers: gearmand.address });
    await client.background('mail', 'x', { priority: 'high' });
    await using ours = new Client({ servers: server.address });
    await ours.background('mail', 'x');
    const servers = [gearmand.address, server.address];
    const poller = new Poller(
      servers.map((each) => new Admin(each)),
      500,
      false,
      SYSTEM_CLOCK,
    );
    const samples: Sample[] = [];
    const running = poller.run({ sample: (sample) => samples.push(sample), rewound: () => undefined });
    await until(() => servers.every((each) => samples.filter((sample) => sample.server === each).length >= 2));
    await using admin = new Admin(gearmand.address);
    // The client, the poller, and who asks.
    expect(await admin.workers()).toHaveLength(3);
    await poller.close();
    await running;
    const [theirs, own] = servers.map((each) => samples.find((sample) => sample.server === each)?.answer);
    const mail = { name: 'mail', total: 1, running: 0, workers: 0 };
    expect(theirs?.functions).toEqual([{ ...mail, waitingByPriority: { high: 1, normal: 0, low: 0 } }]);
    expect(theirs).toMatchObject({ stats: null, workers: expect.any(Array) });
    expect(own?.functions).toEqual([{ ...mail, waitingByPriority: { high: 0, normal: 1, low: 0 } }]);
    expect(own?.stats).toMatchObject([{ name: 'mail', submitted: 1, completed: 0, oldestAgeMs: expect.any(Number) }]);
  });

  it('tells that a server has gone, and takes it up again when it is back', async () => {
    const lost = await startServer({ port: 0 });
    const poller = new Poller([new Admin(lost.address)], 500, false, SYSTEM_CLOCK);
    const samples: Sample[] = [];
    const running = poller.run({ sample: (sample) => samples.push(sample), rewound: () => undefined });
    await until(() => samples.at(-1)?.answer !== undefined);
    await lost.close();
    await until(() => samples.at(-1)?.failure?.errno === 'ECONNREFUSED');
    const back = await startServer({ port: Number(lost.address.split(':')[1]) });
    poller.pollNow();
    await until(() => samples.at(-1)?.answer !== null);
    await poller.close();
    await running;
    await back.close();
  });
});
