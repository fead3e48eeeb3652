import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dial } from '../../../src/net/dial.js';
import { parseServerAddress } from '../../../src/net/server-address.js';
import type { CertificateWish } from '../../../src/operations/make-certificates/certificate-wish.js';
import { makeCertificates } from '../../../src/operations/make-certificates/make-certificates.js';

const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
const DAY_MS = 86_400_000;

let home: string;
let directory: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gearctl-'));
  directory = join(home, 'new', 'tls');
});
afterEach(() => rm(home, { recursive: true }));

function make(clients: string[], wish: Partial<CertificateWish> = {}, now = NOW) {
  return makeCertificates({ directory, clients, hosts: [], days: 825, force: false, ...wish }, now);
}

const text = (name: string) => readFile(join(directory, name), 'utf8');
const certificate = async (name: string) => new X509Certificate(await text(`${name}.crt`));
const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: 'pipe' });

describe('the certificates for a server and its clients', () => {
  it('are made with the authority that signs them, and told of in order', async () => {
    const entries = await make(['alice', 'img-1']);
    expect(entries.map(({ role, name, isNew }) => [role, name, isNew])).toEqual([
      ['authority', 'ca', true],
      ['server', 'server', true],
      ['client', 'alice', true],
      ['client', 'img-1', true],
    ]);
    expect(entries[2]).toMatchObject({
      certFile: join(directory, 'alice.crt'),
      keyFile: join(directory, 'alice.key'),
      expires: new Date(NOW.getTime() + 825 * DAY_MS),
    });
    expect(entries[1]?.hosts).toEqual(
      expect.arrayContaining(['localhost', '127.0.0.1', '::1', hostname().toLowerCase()]),
    );
  });

  it('keep their keys from others', async () => {
    await make(['alice']);
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await mode(directory)).toBe('700');
    for (const name of ['ca', 'server', 'alice']) expect(await mode(join(directory, `${name}.key`))).toBe('600');
  });

  it('satisfy OpenSSL: each for its purpose, and no other', async () => {
    await make(['alice'], { hosts: ['gearman.example', '192.0.2.7', '*.jobs.example'] });
    const verify = (purpose: string, name: string, ...more: string[]) =>
      openssl('verify', '-x509_strict', '-CAfile', 'ca.crt', '-purpose', purpose, ...more, `${name}.crt`);
    expect(verify('sslserver', 'server', '-verify_hostname', 'gearman.example')).toBe('server.crt: OK\n');
    expect(verify('sslserver', 'server', '-verify_hostname', 'a.jobs.example')).toBe('server.crt: OK\n');
    for (const address of ['127.0.0.1', '::1', '192.0.2.7']) {
      expect(verify('sslserver', 'server', '-verify_ip', address)).toBe('server.crt: OK\n');
    }
    expect(verify('sslclient', 'alice')).toBe('alice.crt: OK\n');
    expect(() => verify('sslserver', 'alice')).toThrow(/unsuitable certificate purpose/);
    expect(() => verify('sslclient', 'server')).toThrow(/unsuitable certificate purpose/);
    expect(() => verify('sslserver', 'server', '-verify_hostname', 'other.example')).toThrow(/hostname mismatch/i);
  });

  it('say what they may be used for', async () => {
    await make(['alice']);
    const shown = (name: string) => openssl('x509', '-in', `${name}.crt`, '-noout', '-text').replace(/\s+/g, ' ');
    expect(shown('ca')).toMatch(/Basic Constraints: critical CA:TRUE, pathlen:0 /);
    expect(shown('ca')).toMatch(/Key Usage: critical Certificate Sign, CRL Sign /);
    expect(shown('alice')).toMatch(/Subject: CN = alice /);
    expect(shown('alice')).toMatch(/Basic Constraints: critical CA:FALSE /);
    expect(shown('alice')).toMatch(/Key Usage: critical Digital Signature /);
    expect(shown('alice')).toMatch(/Extended Key Usage: TLS Web Client Authentication /);
    expect(shown('server')).toMatch(/Extended Key Usage: TLS Web Server Authentication /);
    const [, subjectKey] = /Subject Key Identifier: (\S+)/.exec(shown('ca')) ?? [];
    expect(subjectKey).toMatch(/^[\dA-F:]{59}$/);
    expect(shown('alice')).toMatch(`Authority Key Identifier: ${subjectKey}`);
  });

  it('serve a server and a client to trust each other', async () => {
    await make(['alice']);
    const [ca, cert, key] = await Promise.all(['ca.crt', 'server.crt', 'server.key'].map(text));
    const server = createServer({ ca, cert, key, requestCert: true }, (socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = parseServerAddress(`tls://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const greeted = once(server, 'secureConnection') as Promise<[TLSSocket]>;
    const tls = { ca: ca ?? '', cert: await text('alice.crt'), key: await text('alice.key') };
    const socket = await dial(address, { tls });
    const [peer] = await greeted;
    expect([peer.authorized, peer.getPeerCertificate().subject.CN]).toEqual([true, 'alice']);
    socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it('are good for as long as was asked, but not longer than their authority', async () => {
    await make(['alice'], { days: 9999 });
    const [ca, alice] = [await certificate('ca'), await certificate('alice')];
    expect(alice.validTo).toBe(ca.validTo);
    expect(Date.parse(alice.validFrom)).toBeLessThan(NOW.getTime());
  });
});

describe('a directory of certificates', () => {
  it('takes in more clients of the same authority and server', async () => {
    await make(['alice']);
    const before = await Promise.all(['ca.crt', 'ca.key', 'server.crt', 'server.key', 'alice.crt'].map(text));
    const entries = await make(['bob']);
    expect(entries.map(({ name, isNew }) => [name, isNew])).toEqual([
      ['ca', false],
      ['server', false],
      ['bob', true],
    ]);
    expect(entries[1]?.hosts).toContain('::1');
    expect(await Promise.all(['ca.crt', 'ca.key', 'server.crt', 'server.key', 'alice.crt'].map(text))).toEqual(before);
    expect(openssl('verify', '-CAfile', 'ca.crt', 'alice.crt', 'bob.crt')).toBe('alice.crt: OK\nbob.crt: OK\n');
  });

  it.each([
    ['a client', ['bob', 'alice'], {}, 'alice.crt'],
    ['the server, when it is asked for anew', [], {}, 'server.crt'],
    ['the server, when it is to have another host', ['bob'], { hosts: ['x'] }, 'server.crt'],
  ])('loses nothing: not %s', async (_what, clients, wish, file) => {
    await make(['alice']);
    const before = await text(file);
    await expect(make(clients, wish)).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `${join(directory, file)} is there already`,
    });
    expect(await text(file)).toBe(before);
    await expect(stat(join(directory, 'bob.key'))).rejects.toThrow('ENOENT');
  });

  it('has the files that were asked for replaced by force, with a key that none may read, and no other', async () => {
    await make(['alice', 'bob']);
    const kept = ['ca.crt', 'ca.key', 'server.crt', 'bob.crt'];
    const before = await Promise.all(kept.map(text));
    const alice = await text('alice.crt');
    await make(['alice'], { force: true });
    expect(await text('alice.crt')).not.toBe(alice);
    expect(await Promise.all(kept.map(text))).toEqual(before);
    await make([], { force: true, hosts: ['renewed.example'] });
    expect((await certificate('server')).subjectAltName).toContain('DNS:renewed.example');
    expect(openssl('verify', '-CAfile', 'ca.crt', 'alice.crt', 'server.crt')).toContain('server.crt: OK');
  });

  it('does not sign with half of an authority, nor with what is none or has expired', async () => {
    await make(['alice']);
    const tenYears = new Date(NOW.getTime() + 3651 * DAY_MS);
    const expected = { code: 'BAD_CONFIG', message: expect.stringContaining(`cannot sign with ${directory}/ca.crt`) };
    await expect(make(['bob'], {}, tenYears)).rejects.toMatchObject(expected);
    const ca = await text('ca.crt');
    await writeFile(join(directory, 'ca.crt'), await text('alice.crt'));
    await expect(make(['bob'])).rejects.toMatchObject(expected);
    await writeFile(join(directory, 'ca.crt'), ca);
    await rm(join(directory, 'ca.key'));
    await expect(make(['bob'], { force: true })).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: `${directory}/ca.crt is there, but not ${directory}/ca.key`,
    });
  });

  it('is not signed into with the key of another authority', async () => {
    await make(['alice']);
    await writeFile(join(directory, 'ca.key'), await text('alice.key'));
    await expect(make(['bob'])).rejects.toMatchObject({ code: 'BAD_CONFIG' });
  });

  it('says so when it cannot be made', async () => {
    await writeFile(join(home, 'file'), '');
    await expect(make([], { directory: join(home, 'file', 'tls') })).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `cannot write ${join(home, 'file', 'tls')}: not a directory`,
    });
  });
});
