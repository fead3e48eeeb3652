import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { readTlsMaterial, type TlsFiles } from '../../src/server/tls-material.js';
import { type Authority, makeAuthority } from '../support/certificates.js';

const DAY_MS = 86_400_000;

let ours: Authority;
let directory: string;
beforeAll(() => {
  ours = makeAuthority();
  directory = mkdtempSync(join(tmpdir(), 'gearctl-'));
});
afterAll(() => {
  ours.remove();
  rmSync(directory, { recursive: true });
});

const good = (): TlsFiles => ({ certFile: ours.server.certFile, keyFile: ours.server.keyFile });

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

async function complaint(files: TlsFiles): Promise<ConfigError> {
  const error = await readTlsMaterial(files, Date.now()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  return error as ConfigError;
}

describe('what a server speaks TLS with', () => {
  it('is read from its files', async () => {
    const { context, warnings } = await readTlsMaterial({ ...good(), caFile: ours.ca.certFile }, Date.now());
    expect(context).toMatchObject({ cert: ours.server.cert, key: ours.server.key, ca: ours.ca.cert });
    expect(warnings).toEqual([]);
  });

  it.each(['certFile', 'keyFile', 'caFile'])('names the file that is missing: %s', async (which) => {
    const { message } = await complaint({ ...good(), [which]: '/nonexistent/x.pem' });
    expect(message).toMatch(/^cannot read the \w+ \/nonexistent\/x\.pem: no such file or directory$/);
  });

  it.each(['certFile', 'keyFile', 'caFile'])('names the file that holds something else: %s', async (which) => {
    const path = file('else.pem', 'something else\n');
    expect((await complaint({ ...good(), [which]: path })).message).toMatch(`${path} holds no `);
  });

  it('names the file with a broken certificate', async () => {
    const path = file('broken.pem', ours.ca.cert.replace(/MII..../, 'AAAAAAA'));
    expect((await complaint({ ...good(), caFile: path })).message).toMatch(`a certificate in ${path} is broken`);
  });

  it('does not take a key that is not that of the certificate', async () => {
    const { message } = await complaint({ ...good(), keyFile: ours.client.keyFile });
    expect(message).toBe(`the key in ${ours.client.keyFile} is not that of the certificate in ${ours.server.certFile}`);
  });

  it.each([
    ['PKCS 8', ['pkcs8', '-topk8', '-v2', 'aes128', '-passout', 'pass:secret']],
    ['the old form', ['ec', '-aes128', '-passout', 'pass:secret']],
  ])('says how to make a key usable that is encrypted, in %s', async (_form, command) => {
    const keyFile = join(directory, 'encrypted.key');
    execFileSync('openssl', [...command, '-in', ours.server.keyFile, '-out', keyFile], { stdio: 'ignore' });
    const { message, hint } = await complaint({ ...good(), keyFile });
    expect(message).toBe(`the key in ${keyFile} is encrypted`);
    expect(hint).toContain(`openssl pkey -in ${keyFile}`);
  });

  it.each([
    ['has expired', 3 * DAY_MS, /server\.crt: the certificate of CN=server expired on 2\d{3}-\d\d-\d\dT[\d:]{8}Z/],
    [
      'is not valid yet',
      -DAY_MS,
      /server\.crt: the certificate of CN=server is not valid before 2\d{3}-\d\d-\d\dT[\d:]{8}Z/,
    ],
  ])('warns of a certificate that %s, and uses it', async (_what, fromNowMs, message) => {
    const { context, warnings } = await readTlsMaterial(
      { ...good(), caFile: ours.ca.certFile },
      Date.now() + fromNowMs,
    );
    expect(context.cert).toBe(ours.server.cert);
    expect(warnings.map((warning) => warning.message)).toEqual([
      expect.stringMatching(message),
      expect.stringContaining('the certificate of CN=test authority'),
    ]);
  });
});
