import { describe, expect, it } from 'vitest';
import { AddressError } from '../../src/errors.js';
import { parseServerAddress, parseServerList, serversFromEnvironment, withTls } from '../../src/net/server-address.js';

describe('a server address', () => {
  it.each([
    ['q1', 'q1:4730'],
    ['q1:4731', 'q1:4731'],
    [' q1 ', 'q1:4730'],
    ['127.0.0.1:1', '127.0.0.1:1'],
    ['[::1]', '[::1]:4730'],
    ['[::1]:4731', '[::1]:4731'],
    ['::1', '[::1]:4730'],
    ['tls://q1', 'tls://q1:4730'],
    ['TLS://q1:4731', 'tls://q1:4731'],
    ['tls://[fe80::1]:4731', 'tls://[fe80::1]:4731'],
    ['tcp://q1:1', 'q1:1'],
    ['unix:/run/gearman.sock', 'unix:/run/gearman.sock'],
    ['unix:///run/gearman.sock', 'unix:/run/gearman.sock'],
    ['unix:gearman.sock', 'unix:gearman.sock'],
  ])('%j is %s', (text, label) => {
    expect(parseServerAddress(text).label).toBe(label);
  });

  it.each([
    '',
    ':4730',
    'q1:',
    'q1:0',
    'q1:65536',
    'q1:port',
    'q1:47 30',
    'http://q1',
    'unix:',
    'a b',
    '[::1',
    'user@q1',
    'q1/x',
    'q1:1:2',
  ])('%j is refused with the way to write one', (text) => {
    expect(() => parseServerAddress(text)).toThrow(AddressError);
    expect(() => parseServerAddress(text)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('HOST:PORT') }),
    );
  });

  it('takes TLS on with its host and port, unless it is a unix socket', () => {
    expect(withTls(parseServerAddress('q1:1')).label).toBe('tls://q1:1');
    expect(withTls(parseServerAddress('unix:/s')).label).toBe('unix:/s');
  });
});

describe('a server list', () => {
  it('is split at commas, empty entries skipped', () => {
    expect(parseServerList('q1, q2:1,,[::1]:2').map((server) => server.label)).toEqual(['q1:4730', 'q2:1', '[::1]:2']);
    expect(parseServerList(['q1,q2', 'unix:/s']).map((server) => server.label)).toEqual([
      'q1:4730',
      'q2:4730',
      'unix:/s',
    ]);
  });

  it('that names nobody is refused', () => {
    expect(() => parseServerList(' , ')).toThrow(AddressError);
    expect(() => parseServerList([])).toThrow(AddressError);
  });
});

describe('the environment', () => {
  const labels = (env: Record<string, string>) => serversFromEnvironment(env).map((server) => server.label);

  it('names servers in GEARCTL_SERVERS, else GEARMAN_SERVERS, else GEARMAN_SERVER', () => {
    const all = { GEARCTL_SERVERS: 'a,b', GEARMAN_SERVERS: 'c', GEARMAN_SERVER: 'd' };
    expect(labels(all)).toEqual(['a:4730', 'b:4730']);
    expect(labels({ ...all, GEARCTL_SERVERS: '' })).toEqual(['c:4730']);
    expect(labels({ GEARMAN_SERVER: 'd:1' })).toEqual(['d:1']);
  });

  it('that names none means localhost:4730', () => {
    expect(labels({})).toEqual(['localhost:4730']);
  });

  it('that names a wrong one is refused with the variable', () => {
    expect(() => labels({ GEARMAN_SERVERS: 'q1:x' })).toThrow(/GEARMAN_SERVERS is wrong.*q1:x/);
  });
});
