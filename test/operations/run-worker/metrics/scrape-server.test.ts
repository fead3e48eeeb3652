import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { AddressError, ListenError } from '../../../../src/errors.js';
import { parseScrapeAddress, scrapeAddressText } from '../../../../src/operations/run-worker/metrics/scrape-address.js';
import { ScrapeServer } from '../../../../src/operations/run-worker/metrics/scrape-server.js';

const servers: ScrapeServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function listen(where = ':0'): Promise<ScrapeServer> {
  const server = await ScrapeServer.listen(
    parseScrapeAddress(where),
    () => 'a 1\n',
    () => undefined,
  );
  servers.push(server);
  return server;
}

/** Asks for a path, and gives status, type and body. */
async function ask({ address }: ScrapeServer, method: string, path: string) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`http://${address}${path}`, { method, agent: false }, resolve).on('error', reject).end();
  });
  const { statusCode, headers } = response;
  return { status: statusCode, type: headers['content-type'], allow: headers.allow, body: await text(response) };
}

describe('where metrics are listened for', () => {
  it.each([
    [':9419', '127.0.0.1:9419'],
    ['0.0.0.0:0', '0.0.0.0:0'],
    ['[::1]:9419', '[::1]:9419'],
    ['localhost:1', 'localhost:1'],
  ])('%s is %s', (written, meant) => {
    expect(scrapeAddressText(parseScrapeAddress(written))).toBe(meant);
  });

  it.each(['', '9419', 'localhost', ':', ':65536', '::1:80', 'http://a:1', '[::1]'])('%j is nowhere', (written) => {
    expect(() => parseScrapeAddress(written)).toThrow(AddressError);
  });
});

describe('a server of metrics', () => {
  it('answers GET and HEAD of /metrics', async () => {
    const server = await listen();
    const type = 'text/plain; version=0.0.4; charset=utf-8';
    expect(await ask(server, 'GET', '/metrics')).toMatchObject({ status: 200, type, body: 'a 1\n' });
    expect(await ask(server, 'GET', '/metrics?x=1')).toMatchObject({ status: 200, type, body: 'a 1\n' });
    expect(await ask(server, 'HEAD', '/metrics')).toMatchObject({ status: 200, type, body: '' });
  });

  it('refuses everything else', async () => {
    const server = await listen('[::1]:0');
    for (const path of ['/', '/metrics/', '/metrics/x', '/favicon.ico']) {
      expect(await ask(server, 'GET', path)).toMatchObject({ status: 404 });
    }
    expect(await ask(server, 'POST', '/metrics')).toMatchObject({ status: 405, allow: 'GET, HEAD' });
  });

  it('says why it cannot listen', async () => {
    const { address } = await listen();
    await expect(listen(address)).rejects.toMatchObject({
      ...{ constructor: ListenError, errno: 'EADDRINUSE' },
      message: `cannot listen on ${address} for metrics: address already in use`,
    });
  });

  it('is gone once it is closed', async () => {
    const server = await listen();
    await servers.splice(0)[0]?.close();
    await expect(ask(server, 'GET', '/metrics')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
