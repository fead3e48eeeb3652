import { describe, expect, it } from 'vitest';
import { type ClientOptions, clientSettings } from '../../src/client/client-options.js';
import { AddressError, UsageError } from '../../src/errors.js';
import { parseServerAddress } from '../../src/net/server-address.js';

const labels = (options: ClientOptions) => clientSettings(options).servers.map((server) => server.label);

describe('the options of a client', () => {
  it('name the servers as a list in one text, as texts, or as addresses', () => {
    expect(labels({ servers: 'q1,q2:1' })).toEqual(['q1:4730', 'q2:1']);
    expect(labels({ servers: ['q1', 'q2,q3'] })).toEqual(['q1:4730', 'q2:4730', 'q3:4730']);
    expect(labels({ servers: [parseServerAddress('unix:/g.sock')] })).toEqual(['unix:/g.sock']);
  });

  it('look servers up in the environment that is given, and in no other', () => {
    expect(labels({ env: { GEARMAN_SERVERS: 'q9' } })).toEqual(['q9:4730']);
    expect(labels({ env: { GEARMAN_SERVERS: 'q9' }, servers: 'q1' })).toEqual(['q1:4730']);
    expect(labels({})).toEqual(['localhost:4730']);
  });

  it('let nothing go plain once TLS is asked for', () => {
    expect(labels({ servers: 'q1,tls://q2,unix:/g.sock', tls: {} })).toEqual([
      'tls://q1:4730',
      'tls://q2:4730',
      'unix:/g.sock',
    ]);
  });

  it('have defaults', () => {
    expect(clientSettings({})).toMatchObject({
      connectTimeoutMs: 4000,
      timeoutMs: 0,
      window: 1000,
      deadServerMs: 30_000,
      maxResultBytes: 256 * 1024 * 1024,
      exceptions: true,
    });
  });

  it('are refused when they make no sense', () => {
    expect(() => clientSettings({ servers: 'q1:port' })).toThrow(AddressError);
    expect(() => clientSettings({ servers: [] })).toThrow(AddressError);
    expect(() => clientSettings({ window: 0 })).toThrow(UsageError);
  });
});
