import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveEventSchema } from '../../src/cli/schemas/serve-event.js';
import { packet } from '../server/server-stage.js';
import { makeAuthority } from '../support/certificates.js';
import { violations } from '../support/json-schema.js';
import { startGearctl } from '../support/run-gearctl.js';
import { until } from '../support/until.js';
import { request, WirePeer } from '../support/wire-peer.js';
import { ask, makeFolder, type Serving, serve } from './serve-stage.js';

/** Hands a job in and lets a worker have it. */
async function runJob(server: Serving, kind: 'SUBMIT_JOB' | 'SUBMIT_JOB_BG' = 'SUBMIT_JOB') {
  const [client, worker] = [await server.join(), await server.join()];
  client.send(packet(kind, 'f', '', 'x'));
  const { body: handle } = await client.packet();
  worker.send(Buffer.concat([packet('CAN_DO', 'f'), packet('GRAB_JOB')]));
  expect((await worker.packet()).body).toContain(handle);
  return { client, worker, handle };
}

async function isDeaf(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(false));
    socket.once('error', () => resolve(true));
    onTestFinished(() => void socket.destroy());
  });
}

/** Gives the name in the certificate that a server shows. */
function certificateOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.once('secureConnect', () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('gearctl serve on a signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'lets running jobs end on %s, takes nothing new, and ends with 0',
    async (signal) => {
      const store = join(makeFolder(), 'jobs.sqlite');
      const server = await serve(['--store', store]);
      const { client, worker, handle } = await runJob(server);
      client.send(packet('SUBMIT_JOB_BG', 'f', '', 'waits'));
      const waiting = (await client.packet()).body;
      server.kill(signal);
      await server.says('stopping; 1 job may come to an end');
      expect(await isDeaf(server.port)).toBe(true);
      client.send(packet('SUBMIT_JOB_BG', 'f', '', 'late'));
      expect((await client.packet()).body).toMatch(/^QUEUE_ERROR\0/);
      worker.send(Buffer.concat([packet('GRAB_JOB'), packet('WORK_COMPLETE', handle, 'result')]));
      expect((await worker.packet()).number).toBe(10);
      expect((await client.packet()).body).toBe(`${handle}\0result`);
      expect(await server.end()).toBe(0);
      await client.closed();

      const again = await serve(['--store', store]);
      await again.says('1 job of before waits again');
      const later = await again.join();
      later.send(Buffer.concat([packet('CAN_DO', 'f'), packet('GRAB_JOB')]));
      expect((await later.packet()).body).toBe(`${waiting}\0f\0waits`);
    },
  );

  it('ends when --drain-timeout has passed, and at once with a second signal', async () => {
    const timed = await serve(['--drain-timeout', '100ms']);
    await runJob(timed);
    expect(await timed.end('SIGTERM')).toBe(0);
    await timed.says('stopped while 1 job was running');

    const impatient = await serve(['--drain-timeout', '1h']);
    await runJob(impatient);
    impatient.kill('SIGINT');
    await impatient.says('stopping');
    expect(await impatient.end('SIGTERM')).toBe(0);
    await impatient.says('stopped while 1 job was running');
  });

  it('reads certificates, rules and limits again on SIGHUP, and keeps those of before where a file is wrong', async () => {
    const folder = makeFolder();
    const [first, second] = [makeAuthority(), makeAuthority()];
    onTestFinished(() => [first, second].forEach((each) => void each.remove()));
    const path = (name: string) => join(folder, name);
    copyFileSync(first.server.certFile, path('cert'));
    copyFileSync(first.server.keyFile, path('key'));
    writeFileSync(path('acl'), 'unix submit\n');
    writeFileSync(path('limits'), 'f 1\n');
    const files = [
      '--tls-cert',
      path('cert'),
      '--tls-key',
      path('key'),
      '--acl',
      path('acl'),
      '--limits',
      path('limits'),
    ];
    const server = await serve(['--log-format', 'json', '--unix', path('socket'), ...files]);
    const shown = await certificateOf(server.port);

    copyFileSync(second.server.certFile, path('cert'));
    copyFileSync(second.server.keyFile, path('key'));
    writeFileSync(path('limits'), 'f 2\n');
    server.kill('SIGHUP');
    await server.says(/"reloaded".*"problems":0/);
    const shownThen = await certificateOf(server.port);
    expect(shownThen).not.toBe(shown);

    writeFileSync(path('cert'), 'nonsense');
    writeFileSync(path('acl'), 'nonsense');
    writeFileSync(path('limits'), 'f f f f f\n');
    server.kill('SIGHUP');
    await server.says(/"reloaded".*"problems":3/);
    for (const name of ['cert', 'acl', 'limits']) await server.says(path(name));
    expect(await certificateOf(server.port)).toBe(shownThen);
    const submit = () => submitOverUnix(path('socket'));
    expect([await submit(), await submit(), await submit()]).toEqual(['JOB_CREATED', 'JOB_CREATED', 'QUEUE_ERROR']);
  });

  it('takes what a worker may not do any more from it on SIGHUP, and gives its job to others', async () => {
    const acl = join(makeFolder(), 'acl');
    writeFileSync(acl, 'any all\n');
    const server = await serve(['--acl', acl]);
    const { worker } = await runJob(server, 'SUBMIT_JOB_BG');
    writeFileSync(acl, 'any submit,read\nany work g\n');
    server.kill('SIGHUP');
    await server.says('were read again');
    expect((await ask(server, ['status', 'f'])).stdout).toMatch(/f\s+1\s+0\s+0/);
    worker.send(packet('GRAB_JOB'));
    expect((await worker.packet()).number).toBe(10);
    worker.send(packet('CAN_DO', 'f'));
    expect((await worker.packet()).body).toMatch(/^ACCESS_DENIED\0/);
    await server.says('may not work on f');
  });

  it('writes one event per line with --log-format json, as the schema has it', async () => {
    const folder = makeFolder();
    const store = join(folder, 'jobs.sqlite');
    const flags = ['--store', store, '--log-format', 'json', '--max-packet', '1K'];
    const first = await serve(flags);
    await runJob(first, 'SUBMIT_JOB_BG');
    await first.end('SIGKILL');
    const server = await serve([...flags, '--drain-timeout', '50ms']);
    (await server.join()).send(request(16, 'x'.repeat(2000)));
    await server.says('PACKET_TOO_LARGE');
    server.kill('SIGHUP');
    await server.says('reloaded');
    const worker = await server.join();
    worker.send(Buffer.concat([packet('CAN_DO', 'f'), packet('GRAB_JOB')]));
    expect((await worker.packet()).number).toBe(11);
    expect(await server.end('SIGTERM')).toBe(0);
    const events = server.said
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(['restored', 'ready', 'problem', 'reloaded', 'draining', 'stopped']);
    expect(events.flatMap((event) => violations(event, serveEventSchema))).toEqual([]);
    expect(new Set(events.map(({ pid }) => pid))).toEqual(new Set([server.pid]));
  });

  it('has its process ID in --pid-file while it runs', async () => {
    const file = join(makeFolder(), 'pid');
    const server = await serve(['--pid-file', file]);
    expect(readFileSync(file, 'utf8')).toBe(`${server.pid}\n`);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it('ends with 0 though nobody reads what it says any more', async () => {
    const child = startGearctl(['serve', '--listen', '127.0.0.1:0', '--max-packet', '1K']);
    onTestFinished(() => void child.kill('SIGKILL'));
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    await until(() => stdout.endsWith('\n'));
    child.stderr.destroy();
    child.stdout.destroy();
    const port = Number(stdout.split(':')[1]);
    for (let round = 0; round < 2; round++) {
      const peer = await WirePeer.connect(port);
      peer.send(request(16, 'x'.repeat(2000)));
      expect((await peer.packet()).body).toMatch(/^PACKET_TOO_LARGE\0/);
      await peer.close();
    }
    child.kill('SIGTERM');
    await until(() => child.exitCode !== null);
    expect(child.exitCode).toBe(0);
  });
});

async function submitOverUnix(path: string): Promise<string> {
  const peer = await WirePeer.connect(path);
  try {
    peer.send(packet('SUBMIT_JOB_BG', 'f', '', 'x'));
    const { number, body } = await peer.packet();
    return number === 8 ? 'JOB_CREATED' : (body.split('\0')[0] ?? '');
  } finally {
    await peer.close();
  }
}
