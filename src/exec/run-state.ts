import type { CommandEnd } from './command-outcome.js';

/**
 * Where a run is.
 *
 *         timeout, idle, stop
 *   running ──────────────▶ ending             the process group is ended, signal by signal
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
 * An exit after the output has closed leads to done at once. On cut and done, those who are left of the group are ended too;
 * the outcome does not wait for them.
 */
export type RunState =
  | { readonly name: 'running'; readonly isOutputClosed: boolean }
  | { readonly name: 'ending'; readonly isOutputClosed: boolean; readonly why: EndReason }
  | { readonly name: 'lingering' | 'cut' | 'done'; readonly end: CommandEnd };

/** Why we end a command. */
export type EndReason =
  | { readonly type: 'stopped' }
  | { readonly type: 'timed-out'; readonly limit: 'timeout' | 'idle' };

/** What may happen in a run. Of an exit's `exitCode` and `signal` one is null; both are when it is not known. */
export type RunEvent =
  | { readonly type: 'timeout' | 'idle' | 'stop' | 'linger-passed' | 'output-closed' }
  | { readonly type: 'exit'; readonly exitCode: number | null; readonly signal: NodeJS.Signals | null };

/** The state of a run whose command has just been started. */
export const STARTED: RunState = { name: 'running', isOutputClosed: false };

/** The state after an event: the same object when the event changes nothing in this state. */
export function step(state: RunState, event: RunEvent): RunState {
  switch (state.name) {
    case 'running':
      if (event.type === 'timeout' || event.type === 'idle') {
        return { ...state, name: 'ending', why: { type: 'timed-out', limit: event.type } };
      }
      if (event.type === 'stop') return { ...state, name: 'ending', why: { type: 'stopped' } };
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
  if (state.name === 'ending') return { ...state.why, exitCode, signal };
  if (signal !== null) return { type: 'signaled', signal };
  return exitCode === null ? { type: 'stopped', exitCode, signal } : { type: 'exited', exitCode };
}
