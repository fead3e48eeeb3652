import type { CommandEnd } from './command-outcome.js';

/** Stands for an exit of which the system told neither code nor signal: never to be taken for success. */
const UNKNOWN_EXIT_CODE = 255;

/**
 * Where a run is.
 *
 *            timeout, stop
 *   running ──────────────▶ ending             the process group is sent TERM; after the grace, KILL
 *      │                      │
 *      │ exit                 │ exit
 *      ▼                      ▼
 *   lingering ◀───────────────┘                the command is gone; others may still have its output open
 *      │    │
 *      │    │ linger passes
 *      │    ▼
 *      │   cut                                 what is written from now on does not count
 *      │    │
 *      ▼    ▼  output closes
 *      done                                    the outcome is known
 *
 * An exit after the output has closed leads to done at once. On cut and done, those who are left of the group are sent
 * TERM, and KILL after the grace; the outcome does not wait for them.
 */
export type RunState =
  | { readonly name: 'running'; readonly isOutputClosed: boolean }
  | { readonly name: 'ending'; readonly isOutputClosed: boolean; readonly why: 'timed-out' | 'stopped' }
  | { readonly name: 'lingering' | 'cut' | 'done'; readonly end: CommandEnd };

/** What may happen in a run. Of an exit's `exitCode` and `signal` one is null. */
export type RunEvent =
  | { readonly type: 'timeout' | 'stop' | 'linger-passed' | 'output-closed' }
  | { readonly type: 'exit'; readonly exitCode: number | null; readonly signal: NodeJS.Signals | null };

/** The state of a run whose command has just been started. */
export const STARTED: RunState = { name: 'running', isOutputClosed: false };

/** The state after an event: the same object when the event changes nothing in this state. */
export function step(state: RunState, event: RunEvent): RunState {
  switch (state.name) {
    case 'running':
      if (event.type === 'timeout') return { ...state, name: 'ending', why: 'timed-out' };
      if (event.type === 'stop') return { ...state, name: 'ending', why: 'stopped' };
      return whileAlive(state, event);
    case 'ending':
      return whileAlive(state, event);
    case 'lingering':
      if (event.type === 'linger-passed') return { ...state, name: 'cut' };
      return event.type === 'output-closed' ? { ...state, name: 'done' } : state;
    case 'cut':
      return event.type === 'output-closed' ? { ...state, name: 'done' } : state;
    case 'done':
      return state;
  }
}

type AliveState = Extract<RunState, { name: 'running' | 'ending' }>;

function whileAlive(state: AliveState, event: RunEvent): RunState {
  if (event.type === 'output-closed') return { ...state, isOutputClosed: true };
  if (event.type !== 'exit') return state;
  const { exitCode, signal } = event;
  return { name: state.isOutputClosed ? 'done' : 'lingering', end: endOf(state, exitCode, signal) };
}

function endOf(state: AliveState, exitCode: number | null, signal: NodeJS.Signals | null): CommandEnd {
  if (state.name === 'ending') return { type: state.why, exitCode, signal };
  return signal === null ? { type: 'exited', exitCode: exitCode ?? UNKNOWN_EXIT_CODE } : { type: 'signaled', signal };
}
