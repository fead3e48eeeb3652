import { areTooMany, type CrashRecord, crashDelayMs, NO_CRASHES, withCrash } from './crash-record.js';

/**
 * Where a co-process is that is kept alive. One process serves, or none; a newcomer may be on its way.
 *
 *              newcomer ready            worn                  newcomer crashed
 *   starting ─────────────────▶ serving ──────▶ replacing ───────────────────────▶ waiting to replace
 *    ▲  │  ▲                     │ │  ▲ newcomer ready │  ▲         waited              │  │
 *    │  │  │       server left   │ │  └────────────────┤  └─────────────────────────────┘  │
 *    │  │  └─────────────────────┘ │   server gone     │                                   │
 *    │  │  ▲───────────────────────│───────────────────┘                                   │
 *    │  │ newcomer crashed         │ server crashed                          server gone   │
 *    │  └──────────────▶ backing off ◀─────────────────────────────────────────────────────┘
 *    └───── waited ────────┘
 *
 *   the fifth crash within a minute, when nobody serves any more ──▶ given up
 *   any ── stop ──▶ stopping
 */
export type SupervisorState =
  | { readonly name: 'starting' | 'serving' | 'replacing'; readonly crashes: CrashRecord }
  /** Nobody serves in the first; in the second, the old one does. */
  | { readonly name: 'backing-off' | 'waiting-to-replace'; readonly crashes: CrashRecord; readonly delayMs: number }
  /** `how` the last process ended. */
  | { readonly name: 'given-up'; readonly how: string }
  | { readonly name: 'stopping' };

/** What may happen. A server has left when it ended in good order, or was ended for what it had no part in. */
export type SupervisorEvent = { readonly type: 'newcomer-ready' | 'server-left' | 'worn' | 'waited' | 'stop' } | Crash;

interface Crash {
  readonly type: 'newcomer-crashed' | 'server-crashed';
  readonly how: string;
  readonly atMs: number;
}

type LivingState = Exclude<SupervisorState, { name: 'given-up' | 'stopping' }>;

/** The state before the first process is ready. */
export const STARTING: SupervisorState = { name: 'starting', crashes: NO_CRASHES };

/** The state after an event: the same object when the event changes nothing in this state. */
export function step(state: SupervisorState, event: SupervisorEvent): SupervisorState {
  if (state.name === 'stopping') return state;
  if (event.type === 'stop') return { name: 'stopping' };
  if (state.name === 'given-up') return state;
  const { crashes } = state;
  switch (event.type) {
    case 'newcomer-ready':
      return { name: 'serving', crashes };
    case 'worn':
      return state.name === 'serving' ? { name: 'replacing', crashes } : state;
    case 'waited':
      return { name: state.name === 'waiting-to-replace' ? 'replacing' : 'starting', crashes };
    case 'server-left':
      return withoutServer(state);
    case 'newcomer-crashed':
    case 'server-crashed':
      return afterCrash(state, event);
  }
}

function withoutServer(state: LivingState): LivingState {
  if (state.name === 'waiting-to-replace') return { ...state, name: 'backing-off' };
  return { name: 'starting', crashes: state.crashes };
}

function afterCrash(state: LivingState, { type, how, atMs }: Crash): SupervisorState {
  const crashes = withCrash(state.crashes, atMs);
  const delayMs = crashDelayMs(crashes);
  if (type === 'newcomer-crashed' && state.name === 'replacing')
    return { name: 'waiting-to-replace', crashes, delayMs };
  if (areTooMany(crashes)) return { name: 'given-up', how };
  // A newcomer that is on its way is not held up.
  if (state.name === 'replacing') return { name: 'starting', crashes };
  return { name: 'backing-off', crashes, delayMs };
}
