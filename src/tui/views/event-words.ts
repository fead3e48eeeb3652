import type { Role, Span } from '../lines.js';
import type { EventKind, TopEvent } from '../model/types.js';
import { blanks, span } from './spans.js';
import { clock } from './times.js';

const SIGNS: Readonly<Record<EventKind, readonly [sign: string, role: Role]>> = {
  'server-up': ['●', 'up'],
  'server-down': ['○', 'down'],
  'worker-joined': ['+', 'up'],
  'worker-left': ['−', 'growing'],
  'last-worker-left': ['!', 'alarm'],
  unserved: ['!', 'alarm'],
  growing: ['▲', 'growing'],
  draining: ['▼', 'draining'],
  drained: ['▼', 'draining'],
  peak: ['', 'text'],
  'function-seen': ['+', 'calm'],
  'function-gone': ['−', 'calm'],
};

/** Says what happened and when: `14:07:28  ○ q3:4730 connection refused`. */
export function eventWords({ epochMs, kind, text }: TopEvent): Span[] {
  const [sign, role] = SIGNS[kind];
  return [span(clock(epochMs), 'dim'), blanks(2), span(sign, role), span(sign === '' ? text : ` ${text}`)];
}
