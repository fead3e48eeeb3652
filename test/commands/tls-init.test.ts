import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificatesSchema } from '../../src/cli/schemas/certificates.js';
import { violations } from '../support/json-schema.js';
import { gearctl } from '../support/run-gearctl.js';

let home: string;
let directory: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gearctl-'));
  directory = join(home, 'tls');
});
afterEach(() => rm(home, { recursive: true }));

const init = (...argv: string[]) => gearctl(['tls', 'init', directory, ...argv]);

describe('gearctl tls init', () => {
  it('makes certificates, and shows them with the commands to go on with', async () => {
    const { stdout, stderr, exit } = await init('alice', 'bob', '-o', 'table');
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
    expect((await readdir(directory)).sort()).toEqual(
      ['alice', 'bob', 'ca', 'server'].flatMap((name) => [`${name}.crt`, `${name}.key`]),
    );
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^FOR +CERTIFICATE +KEY +EXPIRES +NEW +HOSTS$/);
    expect(lines.slice(1, 5).map((line) => line.split(' ')[0])).toEqual(['authority', 'server', 'client', 'client']);
    expect(lines.slice(5)).toEqual([
      '',
      'Go on with',
      `  gearctl serve --tls-cert ${directory}/server.crt --tls-key ${directory}/server.key --tls-ca ${directory}/ca.crt`,
      `  gearctl status -s tls://127.0.0.1:4730 --tls-ca ${directory}/ca.crt` +
        ` --tls-cert ${directory}/bob.crt --tls-key ${directory}/bob.key`,
      '',
    ]);
  });

  it('prints plain lines for scripts', async () => {
    const { stdout } = await init('alice', '--columns', 'role,certificate,new');
    expect(stdout).toBe(
      `authority\t${directory}/ca.crt\ttrue\nserver\t${directory}/server.crt\ttrue\nclient\t${directory}/alice.crt\ttrue\n`,
    );
  });

  it('prints JSON as its schema says, with paths that a shell takes as they are', async () => {
    directory = join(home, "Jane's own");
    const { stdout } = await init('--days', '30', '--host', 'q1.example', '--json');
    const document = JSON.parse(stdout);
    expect(violations(document, certificatesSchema)).toEqual([]);
    const [authority, server] = document.certificates;
    expect(authority).toMatchObject({ role: 'authority', cert_file: `${directory}/ca.crt`, hosts: [], new: true });
    expect(server.hosts).toEqual(expect.arrayContaining(['localhost', '127.0.0.1', '::1', 'q1.example']));
    expect(Date.parse(server.expires) - Date.now()).toBeLessThanOrEqual(30 * 86_400_000);
    const quoted = `'${home}/Jane'\\''s own/`;
    expect(document.next).toEqual([
      `gearctl serve --tls-cert ${quoted}server.crt' --tls-key ${quoted}server.key'`,
      `gearctl status -s tls://127.0.0.1:4730 --tls-ca ${quoted}ca.crt'`,
    ]);
  });

  it('adds a client later, and overwrites nothing unless it is forced to', async () => {
    await init('alice');
    const later = JSON.parse((await init('bob', '--json')).stdout);
    expect(later.certificates.map((entry: { name: string; new: boolean }) => [entry.name, entry.new])).toEqual([
      ['ca', false],
      ['server', false],
      ['bob', true],
    ]);
    expect(await init('alice')).toEqual({
      stdout: '',
      stderr: `gearctl: ${directory}/alice.crt is there already\n  Try: --force replaces it\n`,
      exit: 74,
    });
    expect((await init('alice', '--force')).exit).toBe(0);
  });

  it('ends with 64 for names that are none, and with 78 for half an authority', async () => {
    expect(await init('../alice')).toMatchObject({ exit: 64, stdout: '' });
    expect(await init('--host', 'q1:4730')).toMatchObject({ exit: 64, stdout: '' });
    await init();
    await rm(join(directory, 'ca.key'));
    expect(await init('bob')).toMatchObject({ exit: 78, stdout: '' });
  });
});
