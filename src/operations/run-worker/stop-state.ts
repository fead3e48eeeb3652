/**
 * How far a worker is on its way to its end. Each request to stop goes one step further.
 *
 *             asked, over             asked, drain takes too long          asked
 *   working ───────────────▶ draining ──────────────────────────▶ stopping ──────▶ killing
 *      └──────────────────────────┴──────────── quit ────────────────┴────────────────▲
 *
 *   draining   no new jobs; those that run are waited for
 *   stopping   the commands are sent TERM and, after the grace, KILL; their jobs are given back to their servers, or fail
 *   killing    what is left of the commands is sent KILL at once
 */
export type StopState = 'working' | 'draining' | 'stopping' | 'killing';

/**
 * What moves a worker towards its end: `asked` (a person or an init system wants it to stop), `quit` (at once), `over`
 * (it has a reason of its own), `drain-expired` (the running jobs took longer than a drain may).
 */
export type StopEvent = 'asked' | 'quit' | 'over' | 'drain-expired';

const NEXT: Readonly<Record<StopState, StopState>> = {
  working: 'draining',
  draining: 'stopping',
  stopping: 'killing',
  killing: 'killing',
};

/** The state after an event: the same when the event changes nothing in this state. */
export function step(state: StopState, event: StopEvent): StopState {
  switch (event) {
    case 'asked':
      return NEXT[state];
    case 'quit':
      return 'killing';
    case 'over':
      return state === 'working' ? 'draining' : state;
    case 'drain-expired':
      return state === 'draining' ? 'stopping' : state;
  }
}
