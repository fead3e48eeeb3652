import { type AccessRule, concerns, type Right } from './access-rule.js';
import { matchesGlob } from './glob.js';
import type { PeerIdentity } from './peer-identity.js';

/** What one peer may do. */
export interface Grants {
  /** Globs of the functions that it may submit jobs for. */
  readonly submit: readonly string[];
  /** Globs of the functions that it may work on. */
  readonly work: readonly string[];
  readonly read: boolean;
  readonly change: boolean;
}

/**
 * Adds up what the rules allow a peer. Every rule that is for the peer counts, in whatever order; what none of them
 * allows is refused.
 */
export function grantsOf(rules: readonly AccessRule[], identity: PeerIdentity): Grants {
  const own = rules.filter((rule) => concerns(rule, identity));
  const functions = (right: Right) =>
    own.filter(({ rights }) => rights.includes(right)).flatMap((rule) => rule.functions);
  const has = (right: Right) => own.some(({ rights }) => rights.includes(right));
  return { submit: functions('submit'), work: functions('work'), read: has('read'), change: has('change') };
}

/** Tells whether one of the globs stands for a function. */
export function includesFunction(globs: readonly string[], functionName: string): boolean {
  return globs.some((glob) => matchesGlob(glob, functionName));
}
