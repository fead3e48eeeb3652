import type { Role, Span } from '../lines.js';
import type { QueueModel, QueueState } from '../model/types.js';
import { signedRate } from './numbers.js';
import { span } from './spans.js';
import { drainTime } from './times.js';

/** The sign of each state, and its role. */
export const STATES: Readonly<Record<QueueState, { readonly sign: string; readonly role: Role }>> = {
  stalled: { sign: '!', role: 'alarm' },
  growing: { sign: '▲', role: 'growing' },
  draining: { sign: '▼', role: 'draining' },
  steady: { sign: '=', role: 'calm' },
  idle: { sign: '·', role: 'dim' },
};

/** Gives the sign of the state that a queue is in. */
export function stateSign({ state }: QueueModel): Span {
  const { sign, role } = STATES[state];
  return span(sign, role);
}

/** Says how fast a queue moves: `net −18.2/s`. */
export function netWords({ netPerSecond }: QueueModel): Span[] {
  return [span(`net ${signedRate(netPerSecond, 8)}${netPerSecond === undefined ? '' : '/s'}`)];
}

/** Says where that leads: `drains in ~4m 31s`, `growing`, `stalled`; nothing where it is not known. */
export function outlookWords({ state, drainMs }: QueueModel): Span[] {
  const { role } = STATES[state];
  if (drainMs !== undefined) return [span(`drains in ~${drainTime(drainMs)}`, role)];
  return state === 'growing' || state === 'stalled' ? [span(state, role)] : [];
}
