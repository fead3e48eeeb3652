import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionFlags, connectionSettings } from '../../../src/cli/flags/connection.js';
import { InputFileError, UsageError } from '../../../src/errors.js';

const none = { 'connect-timeout': 4000 };

async function labels(flags: object, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const { servers } = await connectionSettings({ ...none, ...flags }, env);
  return servers.map(({ label }) => label);
}

describe('the servers', () => {
  it.each([
    { flags: {}, env: {}, servers: ['localhost:4730'] },
    { flags: {}, env: { GEARMAN_SERVER: 'a' }, servers: ['a:4730'] },
    { flags: {}, env: { GEARMAN_SERVER: 'a', GEARMAN_SERVERS: 'b:1,c' }, servers: ['b:1', 'c:4730'] },
    { flags: {}, env: { GEARMAN_SERVERS: 'b', GEARCTL_SERVERS: 'tls://d' }, servers: ['tls://d:4730'] },
    { flags: { server: ['e', 'f:1,unix:/g'] }, env: { GEARCTL_SERVERS: 'd' }, servers: ['e:4730', 'f:1', 'unix:/g'] },
    { flags: { server: ['e', 'unix:/g'], tls: true }, env: {}, servers: ['tls://e:4730', 'unix:/g'] },
  ])('are $servers for $flags and $env', async ({ flags, env, servers }) => {
    expect(await labels(flags, env)).toEqual(servers);
  });

  it('may be named by repeating the flag, without taking the arguments that follow', () => {
    expect(connectionFlags.server).toMatchObject({ char: 's', multiple: true, multipleNonGreedy: true });
  });
});

const PEM = {
  ca: 'of a test\n-----BEGIN CERTIFICATE-----\nthe CA',
  cert: '-----BEGIN TRUSTED CERTIFICATE-----\nthe certificate',
  key: '-----BEGIN EC PRIVATE KEY-----\nthe key',
};

describe('TLS', () => {
  let folder = '';
  const file = (name: string) => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearctl-flags-'));
    for (const [name, content] of Object.entries(PEM)) writeFileSync(file(name), content);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([{ 'tls-ca': 'ca' }, { 'tls-server-name': 'q1' }, { 'tls-insecure': true }])(
    'is asked for by any flag that has no use without it: %j',
    async (flags) => {
      const named = 'tls-ca' in flags ? { 'tls-ca': file('ca') } : flags;
      expect(await labels({ server: ['q1'], ...named })).toEqual(['tls://q1:4730']);
    },
  );

  it('is not asked for by the files that the environment names', async () => {
    const env = { GEARMAND_CA_CERTIFICATE: file('nosuch'), GEARMAN_CLIENT_PEM: file('nosuch') };
    expect(await connectionSettings({ ...none, server: ['q1'] }, env)).toEqual({
      servers: [expect.objectContaining({ label: 'q1:4730' })],
      connectTimeoutMs: 4000,
    });
  });

  it('has the contents of the files, those of the flags before those of the environment', async () => {
    const env = {
      GEARMAND_CA_CERTIFICATE: file('nosuch'),
      GEARMAN_CLIENT_PEM: file('cert'),
      GEARMAN_CLIENT_KEY: file('key'),
    };
    const { tls } = await connectionSettings(
      { ...none, server: ['tls://q1'], 'tls-ca': file('ca'), 'tls-server-name': 'q', 'tls-insecure': true },
      env,
    );
    expect(tls).toEqual({ ...PEM, serverName: 'q', insecure: true });
  });

  it('wants a certificate and its key, or neither', async () => {
    const flags = { ...none, server: ['q1'], 'tls-cert': file('cert') };
    await expect(connectionSettings(flags, {})).rejects.toThrow(UsageError);
  });

  it.each([
    { content: 'certificate', flags: { 'tls-ca': 'key' } },
    { content: 'private key', flags: { 'tls-cert': 'cert', 'tls-key': 'ca' } },
  ])('says which file has no $content in it', async ({ content, flags }) => {
    const files = Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, file(value)]));
    const settings = connectionSettings({ ...none, server: ['q1'], ...files }, {});
    await expect(settings).rejects.toThrow(InputFileError);
    await expect(settings).rejects.toThrow(
      `there is no ${content} in ${file(content === 'certificate' ? 'key' : 'ca')}`,
    );
  });

  it('says which file it cannot read', async () => {
    const flags = { ...none, server: ['q1'], 'tls-ca': file('nosuch') };
    await expect(connectionSettings(flags, {})).rejects.toThrow(InputFileError);
    await expect(connectionSettings(flags, {})).rejects.toThrow(
      `cannot read ${file('nosuch')}: no such file or directory`,
    );
  });
});
