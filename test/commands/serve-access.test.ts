import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packet } from '../server/server-stage.js';
import { gearctl } from '../support/run-gearctl.js';
import { WirePeer } from '../support/wire-peer.js';
import { ask, type Serving, serve } from './serve-stage.js';

describe('gearctl serve with TLS and rules', () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  const serverTls = () => ['--tls-cert', path('server.crt'), '--tls-key', path('server.key')];
  const mutual = () => [...serverTls(), '--tls-ca', path('ca.crt')];
  const clientOf = (name: string) => ['--tls-cert', path(`${name}.crt`), '--tls-key', path(`${name}.key`)];
  /** Runs gearctl over TLS, with a client certificate if one is named. */
  const askTls = ({ port }: Serving, argv: readonly string[], name?: string, input = '') => {
    const certificate = name === undefined ? [] : clientOf(name);
    const server = ['-s', `tls://127.0.0.1:${port}`, '--tls-ca', path('ca.crt')];
    return gearctl([...argv.slice(0, 2), ...server, ...certificate, ...argv.slice(2)], { input });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gearctl-tls-'));
    expect((await gearctl(['tls', 'init', folder, 'alice', 'bob'])).exit).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is used by submit, work and status over TLS, and says how', async () => {
    const server = await serve(serverTls());
    await server.says(`export GEARMAN_SERVERS=tls://127.0.0.1:${server.port}\n`);
    const submitted = askTls(server, ['submit', 'rev'], undefined, 'hello');
    expect(await askTls(server, ['work', 'rev', '--count', '1', '--', 'rev'])).toMatchObject({ exit: 0 });
    expect(await submitted).toMatchObject({ exit: 0, stdout: 'olleh' });
    expect(await askTls(server, ['status', 'rev'])).toMatchObject({ exit: 0, stdout: 'rev\t0\t0\t0\n' });
  });

  it('lets nobody in without a certificate of its authority, nor in plain text, and says so', async () => {
    const server = await serve(mutual());
    expect(await askTls(server, ['status'], 'alice')).toMatchObject({ exit: 0 });
    expect(await askTls(server, ['status'])).toMatchObject({ exit: 77, stdout: '' });
    expect(await ask(server, ['status'])).toMatchObject({ exit: 75, stdout: '' });
    const plain = await WirePeer.connect(server.port);
    onTestFinished(() => plain.close());
    plain.send('status\n');
    await plain.until(() => plain.ended, 'the end');
    await server.says(/no TLS with 127\.0\.0\.1: .*certificate/);
    await server.says(/no TLS with 127\.0\.0\.1: .*plain/);
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('answers text commands over TLS too', async () => {
    const server = await serve(serverTls());
    const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
    onTestFinished(() => void socket.destroy());
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes;
      if (answer.endsWith('.\n')) socket.end();
    });
    socket.write('getpid\nstatus\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toBe(`OK ${server.pid}\n.\n`);
  });

  it('refuses by certificate what the rules do not allow, and logs it', async () => {
    writeFileSync(path('acl'), 'certificate alice submit f\ncertificate alice read\ncertificate bob work f\n');
    const server = await serve([...mutual(), '--acl', path('acl')]);
    expect(await askTls(server, ['submit', 'f', '--background'], 'alice')).toMatchObject({ exit: 0 });
    for (const [argv, name, text, log] of [
      [['submit', 'g'], 'alice', 'Not allowed to submit jobs to g', 'alice at 127.0.0.1 may not submit jobs to g'],
      [['submit', 'f'], 'bob', 'Not allowed to submit jobs to f', 'bob at 127.0.0.1 may not submit jobs to f'],
      [['work', 'f', '--', 'cat'], 'alice', 'Not allowed to work on f', 'alice at 127.0.0.1 may not work on f'],
      [['status'], 'bob', 'Not allowed to ask', 'bob at 127.0.0.1 may not'],
    ] as const) {
      const run = await askTls(server, argv, name);
      expect(run).toMatchObject({ exit: 77, stdout: '' });
      expect(run.stderr).toContain(`ACCESS_DENIED: ${text}`);
      await server.says(log);
    }
    expect(await askTls(server, ['work', 'f', '--count', '1', '--', 'cat'], 'bob')).toMatchObject({ exit: 0 });
    expect(await askTls(server, ['status', 'f'], 'alice')).toMatchObject({ stdout: 'f\t0\t0\t0\n' });
  });

  it('has rules for the unix socket and for this machine', async () => {
    writeFileSync(path('acl'), 'loopback submit,read\nunix all\n');
    const socket = path('socket');
    const server = await serve(['--unix', socket, '--acl', path('acl')]);
    expect(server.addresses).toEqual([`127.0.0.1:${server.port}`, `unix:${socket}`]);
    const local = await server.join();
    local.send('create function f\n');
    expect(await local.text('\n')).toMatch(/^ERR ACCESS_DENIED /);
    local.send(packet('CAN_DO', 'f'));
    expect((await local.packet()).body).toMatch(/^ACCESS_DENIED\0/);
    const unix = await WirePeer.connect(socket);
    onTestFinished(() => unix.close());
    unix.send('create function f\n');
    expect(await unix.text('\n')).toBe('OK\r\n');
    expect(await gearctl(['status', '-s', `unix:${socket}`])).toMatchObject({ exit: 0, stdout: 'f\t0\t0\t0\n' });
  });

  it('keeps the rules that it has where those of SIGHUP are wrong, and says both', async () => {
    writeFileSync(path('acl'), 'loopback read\n');
    const server = await serve(['--store', 'none', '--acl', path('acl')]);
    writeFileSync(path('acl'), 'nobody may\n');
    server.kill('SIGHUP');
    await server.says(`${path('acl')}:1: `);
    await server.says('read again; what cannot be used stays as it was\n');
    expect(await ask(server, ['status'])).toMatchObject({ exit: 0 });
  });

  it('does not start with files that are wrong: 78, and 64 for flags that make no sense', async () => {
    writeFileSync(path('wrong'), 'nobody may\n');
    for (const [flags, exit, why] of [
      [['--acl', path('wrong')], 78, `${path('wrong')}:1: `],
      [['--acl', path('missing')], 78, 'no such file or directory'],
      [['--limits', path('wrong')], 78, `${path('wrong')}:1: `],
      [['--tls-cert', path('server.crt'), '--tls-key', path('alice.key')], 78, 'is not that of the certificate'],
      [['--tls-cert', path('server.crt')], 78, path('server.crt')],
      [['--tls-key', path('server.key')], 64, '--tls-cert'],
    ] as const) {
      const run = await gearctl(['serve', '--listen', '127.0.0.1:0', ...flags]);
      expect(run).toMatchObject({ exit, stdout: '' });
      expect(run.stderr).toContain(why);
    }
  });
});
