import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Admin } from '../../src/admin/index.js';
import { NotFoundError } from '../../src/errors.js';
import { parseServerAddress } from '../../src/net/server-address.js';
import { ServerActions } from '../../src/operations/server-actions.js';
import { type JobServer, startServer } from '../../src/server/index.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';

let gearmand: Gearmand;
let server: JobServer;
let admins: Admin[];
let actions: ServerActions;
let all: string[];

beforeAll(async () => {
  gearmand = await startGearmand();
  server = await startServer({ port: 0 });
  all = [gearmand.address, server.address];
  admins = all.map((each) => new Admin(each));
  actions = new ServerActions(admins, { servers: all.map(parseServerAddress) });
});
afterAll(async () => {
  await Promise.all(admins.map((admin) => admin.close()));
  await gearmand.stop();
  await server.close();
});

async function handleOf(submitted: Promise<string>): Promise<string> {
  return (await submitted).replace('submitted ', '');
}

describe('actions on servers', () => {
  it('submit a job to a server that was named, list it there, look at it and cancel it', async () => {
    const handle = await handleOf(actions.submit('mail', 'hello', [server.address]));
    const { jobs } = await actions.jobs('mail', server.address, 10);
    expect(jobs).toMatchObject([{ handle, background: true, state: 'queued' }]);
    const { workload } = await actions.peek(handle, server.address);
    expect(Buffer.from(workload).toString()).toBe('hello');
    expect(await actions.cancel(handle, all)).toBe(`cancelled on ${server.address}`);
    await expect(actions.cancel('H:none:1', all)).rejects.toThrow(NotFoundError);
  });

  it('drop a function wherever it is, and tell where it cannot be', async () => {
    await admins[0]?.createFunction('old');
    expect(await actions.drop('old', all)).toBe(`dropped on ${gearmand.address}`);
    await expect(actions.drop('old', all)).rejects.toThrow(NotFoundError);
  });

  it('limit the jobs of a function, on each server', async () => {
    for (const admin of admins) await admin.createFunction('narrow');
    expect(await actions.setMaxQueue('narrow', 1, all)).toBe(`limit 1 set on ${all.join(', ')}`);
    await actions.submit('narrow', '1', all);
    await expect(actions.submit('narrow', '2', [gearmand.address])).rejects.toMatchObject({ code: 'SERVER_ERROR' });
    expect(await actions.setMaxQueue('narrow', null, all)).toBe(`limit lifted on ${all.join(', ')}`);
    await actions.submit('narrow', '2', [gearmand.address]);
  });

  it('reject with what a server said when none has done it', async () => {
    await expect(actions.drop('mail', ['127.0.0.1:1'])).rejects.toThrow('there is no server 127.0.0.1:1');
    await expect(actions.drop('mail', [])).rejects.toThrow(NotFoundError);
  });
});
