import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serversSchema } from '../../../src/cli/schemas/servers.js';
import { makeAuthority } from '../../support/certificates.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { violations } from '../../support/json-schema.js';
import { gearctl } from '../../support/run-gearctl.js';

const NOBODY = '127.0.0.1:1';

let gearmand: Gearmand;

beforeAll(async () => {
  gearmand = await startGearmand();
});
afterAll(() => gearmand.stop());

describe('gearctl server info', () => {
  it('prints what each server says of itself', async () => {
    const { stdout, exit } = await gearctl(['server', 'info', '-s', `${gearmand.address},${NOBODY}`, '-o', 'table']);
    const [head, up, down, , totals, note] = stdout.split('\n');
    expect(head).toMatch(/^SERVER +VERSION +PID +LOG +RTT +TLS +FUNCTIONS +WORKERS +JOBS$/);
    expect(up).toMatch(
      new RegExp(`^${gearmand.address} +1\\.1\\.\\S+ +${gearmand.pid} +ERROR +[\\d.]+ ms +no +0 +0 +0$`),
    );
    expect(down).toMatch(/^127\.0\.0\.1:1 +- +- +- +- +no +- +- +-$/);
    expect(totals).toMatch(/^2 servers +0 +0$/);
    expect(note).toBe(`○ ${NOBODY} connection refused`);
    expect(exit).toBe(3);
  });

  it('prints JSON as its schema says', async () => {
    const { stdout } = await gearctl(['server', 'info', '-s', `${gearmand.address},${NOBODY}`, '--json']);
    const document = JSON.parse(stdout);
    expect(violations(document, serversSchema)).toEqual([]);
    expect(document.servers).toMatchObject([{ ok: true, pid: gearmand.pid, tls: false }, { ok: false }]);
  });

  it('prints a single column for scripts', async () => {
    expect(await gearctl(['server', 'info', '-s', gearmand.address, '--plain', '--columns', 'pid'])).toEqual({
      stdout: `${gearmand.pid}\n`,
      stderr: '',
      exit: 0,
    });
  });

  it('ends with 69 when no server answers, with JSON and without', async () => {
    const runs = await Promise.all([[], ['--json']].map((json) => gearctl(['server', 'info', '-s', NOBODY, ...json])));
    expect(runs.map(({ exit }) => exit)).toEqual([69, 69]);
  });

  it('is told over TLS, with our certificate and the authority that signed that of the server', async () => {
    const authority = makeAuthority();
    const { ca, server: identity, client } = authority;
    const peers = { ca: ca.cert, requestCert: true, rejectUnauthorized: true };
    const server = createServer({ cert: identity.cert, key: identity.key, ...peers }, (encrypted) => {
      const plain = connect(gearmand.port, '127.0.0.1');
      pipeline(encrypted, plain, encrypted, () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const argv = ['server', 'info', '-s', address, '--tls-ca', ca.certFile, '--json'];
      const env = { GEARMAN_CLIENT_PEM: client.certFile, GEARMAN_CLIENT_KEY: client.keyFile };
      const [trusted, untrusted] = await Promise.all([gearctl(argv, { env }), gearctl([...argv.slice(0, 4), '--tls'])]);
      expect(JSON.parse(trusted.stdout).servers).toMatchObject([{ server: `tls://${address}`, ok: true, tls: true }]);
      expect(trusted.exit).toBe(0);
      expect(untrusted.exit).toBe(77);
      expect(untrusted.stderr).toContain('not signed by an authority we trust');
    } finally {
      server.close();
      authority.remove();
    }
  });

  it('says what is wrong when TLS is asked for and the server has none: 77, and nothing is sent plain', async () => {
    const { stderr, exit } = await gearctl(['server', 'info', '-s', gearmand.address, '--tls']);
    expect(stderr).toContain(`tls://${gearmand.address}  the server does not speak TLS on this port`);
    expect(exit).toBe(77);
  });
});
