import { describe, expect, it } from 'vitest';
import { listenAddresses } from '../../../src/compat/gearmand/listen-addresses.js';
import { AddressError } from '../../../src/errors.js';

describe('where gearmand listens', () => {
  it('is the address that is given', async () => {
    expect(await listenAddresses('127.0.0.1', '4730')).toEqual(['127.0.0.1:4730']);
    expect(await listenAddresses('::1', '4730')).toEqual(['[::1]:4730']);
  });

  it('is every address of a name', async () => {
    expect(await listenAddresses('localhost', '4730')).toContain('127.0.0.1:4730');
  });

  it('is the address that stands for all when none is given', async () => {
    expect(['[::]:4730', '0.0.0.0:4730']).toContain((await listenAddresses('', '4730')).join());
  });

  it('is at a port as the resolver reads it: blanks and a sign are skipped, and 16 bits are kept', async () => {
    for (const [port, number] of [
      [' 4730', 4730],
      ['+4730', 4730],
      ['99999', 34_463],
      ['0', 0],
    ] as const)
      expect(await listenAddresses('127.0.0.1', port)).toEqual([`127.0.0.1:${number}`]);
  });

  it('is nowhere for what is no port, and for a host that is not known', async () => {
    for (const port of ['abc', '12x', '-1'])
      await expect(listenAddresses('127.0.0.1', port)).rejects.toThrow(AddressError);
    await expect(listenAddresses('no.such.host.invalid', '4730')).rejects.toThrow(
      'no.such.host.invalid:4730 getaddrinfo(Name or service not known)',
    );
  });
});
