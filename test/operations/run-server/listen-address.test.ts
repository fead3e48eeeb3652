import { describe, expect, it } from 'vitest';
import { AddressError, UsageError } from '../../../src/errors.js';
import { parseListenAddress, passedSockets } from '../../../src/operations/run-server/listen-address.js';

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:4731', { host: '127.0.0.1', port: 4731 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['localhost', { host: 'localhost', port: 4730 }],
    ['[::1]', { host: '::1', port: 4730 }],
    ['[::]:1', { host: '::', port: 1 }],
  ])('%j is read', (text, where) => {
    expect(parseListenAddress(text)).toEqual(where);
  });

  it.each(['', ':4730', '::1', 'host:', 'host:x', 'host:65536', 'a b', 'tls://host'])('%j is none', (text) => {
    expect(() => parseListenAddress(text)).toThrow(AddressError);
  });
});

describe('sockets that are passed on', () => {
  it('are those from descriptor 3 on, if they are meant for this process', () => {
    expect(passedSockets({ LISTEN_PID: '7', LISTEN_FDS: '2' }, 7)).toEqual([3, 4]);
    expect(passedSockets({ LISTEN_PID: '8', LISTEN_FDS: '2' }, 7)).toEqual([]);
    expect(passedSockets({}, 7)).toEqual([]);
  });

  it('are not without a number', () => {
    expect(() => passedSockets({ LISTEN_PID: '7', LISTEN_FDS: 'two' }, 7)).toThrow(UsageError);
  });
});
