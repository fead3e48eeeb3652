import { type BlockList, isIP, isIPv6 } from 'node:net';
import { matchesGlob } from './glob.js';
import type { PeerIdentity } from './peer-identity.js';

/** What a rule can allow: to submit jobs, to work on them, to ask for the server's state, to change it. */
export type Right = 'submit' | 'work' | 'read' | 'change';

/** One line of a rules file: these peers have these rights. */
export interface AccessRule {
  readonly who: PeerPattern;
  readonly rights: readonly Right[];
  /** The functions for which they may submit or work, as globs over byte strings. */
  readonly functions: readonly string[];
}

/** The peers that a rule is for. */
export type PeerPattern =
  | { readonly kind: 'certificate'; readonly nameGlob: string }
  | { readonly kind: 'address'; readonly range: BlockList }
  | { readonly kind: 'loopback' }
  | { readonly kind: 'unix' }
  | { readonly kind: 'any' };

/** Tells whether a rule is for a peer. */
export function concerns({ who }: AccessRule, { certificateName, address }: PeerIdentity): boolean {
  switch (who.kind) {
    case 'certificate':
      return certificateName !== undefined && matchesGlob(who.nameGlob, certificateName);
    case 'address':
      return address !== undefined && isWithin(address, who.range);
    case 'loopback':
      return address !== undefined && /^(?:127\.|::1$)/.test(address);
    case 'unix':
      return address === 'unix';
    case 'any':
      return true;
  }
}

function isWithin(address: string, range: BlockList): boolean {
  // A link-local address has the name of its interface behind it: fe80::1%eth0.
  const [plain = ''] = address.split('%');
  return isIP(plain) !== 0 && range.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}
