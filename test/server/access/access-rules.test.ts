import { describe, expect, it } from 'vitest';
import { grantsOf } from '../../../src/server/access/access-rules.js';
import type { PeerIdentity } from '../../../src/server/access/peer-identity.js';
import { parseAccessRules } from '../../../src/server/access/rule-file.js';

const from = (address: string | undefined, certificateName?: string): PeerIdentity => ({ address, certificateName });

/** Tells whether a rule for these peers is for this one. */
const concerns = (who: string, peer: PeerIdentity) => grantsOf(parseAccessRules(`${who} read`, 'acl'), peer).read;

describe('the rules for a peer', () => {
  it.each([
    ['certificate billing', from('10.1.2.3', 'billing'), true],
    ['certificate bill*', from('10.1.2.3', 'billing'), true],
    ['certificate Billing', from('10.1.2.3', 'billing'), false],
    ['certificate *', from('10.1.2.3'), false],
    ['loopback', from('127.0.0.1'), true],
    ['loopback', from('127.8.8.8'), true],
    ['loopback', from('::1'), true],
    ['loopback', from('::12'), false],
    ['loopback', from('10.127.0.1'), false],
    ['loopback', from('unix'), false],
    ['unix', from('unix'), true],
    ['unix', from(undefined), false],
    ['loopback', from(undefined), false],
    ['unix', from('127.0.0.1'), false],
    ['address 10.1.0.0/16', from('10.1.255.3'), true],
    ['address 10.1.0.0/16', from('10.2.0.3'), false],
    ['address 10.1.2.3', from('10.1.2.3', 'billing'), true],
    ['address 10.1.2.3', from('10.1.2.4'), false],
    ['address 0.0.0.0/0', from('10.1.2.4'), true],
    ['address 0.0.0.0/0', from('fd00::1'), false],
    ['address 0.0.0.0/0', from('unix'), false],
    ['address 0.0.0.0/0', from(undefined), false],
    ['address fd00::/8', from('fd12::1'), true],
    ['address fe80::/10', from('fe80::1%eth0'), true],
    ['any', from(undefined), true],
    ['any', from('10.1.2.4'), true],
  ])('are found: `%s` is for %o: %s', (who, peer, is) => {
    expect(concerns(who, peer)).toBe(is);
  });

  it('add up, in whatever order', () => {
    const lines = [
      'certificate billing submit invoice_*',
      'any work echo',
      'address 10.0.0.0/8 submit,read',
      'unix all',
    ];
    const grants = { submit: expect.arrayContaining(['invoice_*', '*']), work: ['echo'], read: true, change: false };
    const peer = from('10.1.2.3', 'billing');
    expect(grantsOf(parseAccessRules(lines.join('\n'), 'acl'), peer)).toEqual(grants);
    expect(grantsOf(parseAccessRules(lines.reverse().join('\n'), 'acl'), peer)).toEqual(grants);
  });

  it('allow nothing where there are none', () => {
    expect(grantsOf([], from('127.0.0.1'))).toEqual({ submit: [], work: [], read: false, change: false });
  });
});
