import { ProtocolError, type ServerError } from '../errors.js';
import { FREE_VAIN_WAKES, isVainWake } from './vain-wakes.js';

/**
 * One connection of a worker, as a pure function of what happens to it. No clock and no socket: what is to be done comes
 * back as effects.
 *
 *              open                connected            turn             JOB_ASSIGN
 *     ┌─ down ──────► connecting ───────────► ready ─────────► grabbing ────────────► working
 *     │   ▲  ▲ alarm      │ failed            ▲  ▲ ▲              │ NO_JOB                │
 *     │   │  └────────────┘              NOOP,│  │ └──────────────┼───────────────────────┘
 *     │   │                              alarm│  │ alarm          ▼        ended
 *     │   └── lost, from any of these         └──┼──────────── asleep
 *     │                                          └─ dozing ◄──────┘ NOOP, again and again in vain
 *     │ stop                                                        (damps a server that wakes at full speed)
 *     └──────► gone ◄── ECHO_RES, alarm, lost ── leaving ◄── stop, from any of these; from working after `ended`
 *
 * `ready` waits for its turn: a slot asks one server at a time, for one job or for several. Of those the first is begun
 * and the others are kept: `working` goes on with them, and goes back to `grabbing` where answers are still due.
 * `leaving` has sent ECHO_REQ, whose answer tells that the server has read everything before it. A NOOP means something
 * to those asleep only: one that comes while grabbing was sent before the server read the grab, whose answer is newer.
 */
export type WorkerPhase =
  | 'down'
  | 'connecting'
  | 'ready'
  | 'grabbing'
  | 'asleep'
  | 'dozing'
  | 'working'
  | 'leaving'
  | 'gone';

/** The three ways to ask for a job; each tells less about it, and each is known to more servers. */
export type GrabPacket = 'GRAB_JOB_ALL' | 'GRAB_JOB_UNIQ' | 'GRAB_JOB';

/** All that is remembered of a connection. */
export interface WorkerState {
  readonly phase: WorkerPhase;
  /** How this server is asked. */
  readonly grab: GrabPacket;
  /** True once the server has answered such a grab: from then on an ERROR is about something else. */
  readonly grabIsKnown: boolean;
  /** The grabs that are not answered: so many jobs may be on their way. */
  readonly awaited: number;
  /** The jobs that were assigned and not begun. */
  readonly kept: number;
  /** True once a job has ended since the last grab: an ERROR may be about its report, or about that of the next. */
  readonly reported: boolean;
  /** How many jobs are worth asking for at once: twice as many as last time, or as many as there were. */
  readonly worth: number;
  /** True once `stop` came: no further job is asked for. */
  readonly stopping: boolean;
  /** NOOPs in a row that came as soon as the worker slept, and brought no job. */
  readonly vainWakes: number;
  /** ECHO_REQs sent on leaving and not answered yet. */
  readonly echoes: number;
}

/** What can happen; upper case are packets. `Job` is whatever stands for the job that was assigned. */
export type WorkerStateEvent<Job> =
  | { readonly type: 'open' | 'connected' | 'failed' | 'lost' | 'look' | 'ended' | 'stop' | 'alarm' }
  | { readonly type: 'turn'; readonly grabs: number }
  | { readonly type: 'NO_JOB' | 'ECHO_RES' }
  | { readonly type: 'NOOP'; readonly sleptMs: number }
  | { readonly type: 'JOB_ASSIGN'; readonly job: Job }
  | { readonly type: 'ERROR'; readonly error: ServerError };

/** What is to be done, in order. One alarm is set at a time, and each change of phase clears it. */
export type WorkerEffect<Job> =
  | { readonly do: 'dial' | 'want-turn' | 'keep-turn' | 'pass-turn' | 'close' | 'give-up' | 'note-working-server' }
  | { readonly do: 'send'; readonly packet: 'PRE_SLEEP' | 'ECHO_REQ' }
  | { readonly do: 'grab'; readonly packet: GrabPacket; readonly times: number }
  | { readonly do: 'return-permits'; readonly count: number }
  | { readonly do: 'begin-job' | 'keep-job'; readonly job: Job }
  | { readonly do: 'begin-kept-job' }
  | { readonly do: 'lose-job'; readonly error?: ServerError }
  | { readonly do: 'note-refusal'; readonly error: ServerError }
  | { readonly do: 'break'; readonly error: ServerError | ProtocolError }
  | { readonly do: 'alarm'; readonly purpose: 'retry' | 'answer' | 'poll' | 'leave' }
  | { readonly do: 'alarm'; readonly purpose: 'doze'; readonly vainWakes: number };

type Step<Job> = readonly [WorkerState, readonly WorkerEffect<Job>[]];

const FALL_BACK: Readonly<Record<GrabPacket, GrabPacket | undefined>> = {
  GRAB_JOB_ALL: 'GRAB_JOB_UNIQ',
  GRAB_JOB_UNIQ: 'GRAB_JOB',
  GRAB_JOB: undefined,
};

/** The state of a connection that was not opened yet. */
export const initialWorkerState: WorkerState = {
  phase: 'down',
  grab: 'GRAB_JOB_ALL',
  grabIsKnown: false,
  awaited: 0,
  kept: 0,
  reported: false,
  worth: 1,
  stopping: false,
  vainWakes: 0,
  echoes: 0,
};

/** Gives the state after an event, and what is to be done because of it. */
export function step<Job>(state: WorkerState, event: WorkerStateEvent<Job>): Step<Job> {
  switch (event.type) {
    case 'open':
      return state.phase === 'down' ? dial(state) : ignored(state);
    case 'connected':
      return wantTurn(changed(initialWorkerState, { stopping: state.stopping }));
    case 'failed':
      return retry(state, []);
    case 'lost':
      return lost(state);
    case 'turn':
      return state.phase === 'ready' ? grab(state, event.grabs) : ignored(state);
    case 'look':
      return state.phase === 'asleep' ? wantTurn(state) : ignored(state);
    case 'NOOP':
      return state.phase === 'asleep' ? woken(state, event.sleptMs) : ignored(state);
    case 'NO_JOB':
      return state.awaited > 0 ? noJob(state) : ignored(state);
    case 'JOB_ASSIGN':
      return assigned(state, event.job);
    case 'ended':
      return state.phase === 'working' ? ended(state) : ignored(state);
    case 'ERROR':
      return refused(state, event.error);
    case 'ECHO_RES':
      return answered(changed(state, { echoes: state.echoes - 1 }));
    case 'alarm':
      return alarmed(state);
    case 'stop':
      return stop(state);
  }
}

/** Gives the state with some changes. Every field is written out, for an engine copies objects of one shape faster. */
function changed(state: WorkerState, to: Partial<WorkerState>): WorkerState {
  return {
    phase: to.phase ?? state.phase,
    grab: to.grab ?? state.grab,
    grabIsKnown: to.grabIsKnown ?? state.grabIsKnown,
    awaited: to.awaited ?? state.awaited,
    kept: to.kept ?? state.kept,
    reported: to.reported ?? state.reported,
    worth: to.worth ?? state.worth,
    stopping: to.stopping ?? state.stopping,
    vainWakes: to.vainWakes ?? state.vainWakes,
    echoes: to.echoes ?? state.echoes,
  };
}

function ignored<Job>(state: WorkerState): Step<Job> {
  return [state, []];
}

function dial<Job>(state: WorkerState): Step<Job> {
  return [changed(state, { phase: 'connecting' }), [{ do: 'dial' }]];
}

function retry<Job>(state: WorkerState, before: readonly WorkerEffect<Job>[]): Step<Job> {
  return [changed(state, { phase: 'down' }), [...before, alarm('retry')]];
}

function lost<Job>(state: WorkerState): Step<Job> {
  const loss: WorkerEffect<Job>[] = state.phase === 'working' ? [{ do: 'lose-job' }] : [];
  if (state.phase === 'gone') return ignored(state);
  if (state.stopping) return [changed(state, { phase: 'gone' }), [...loss, { do: 'close' }]];
  // The turn gives its own permit back.
  const count = state.awaited + state.kept - (state.phase === 'grabbing' ? 1 : 0);
  if (count > 0) loss.push({ do: 'return-permits', count });
  if (state.phase === 'grabbing') loss.push({ do: 'pass-turn' });
  return retry(changed(state, { awaited: 0, kept: 0 }), loss);
}

function wantTurn<Job>(state: WorkerState): Step<Job> {
  return [changed(state, { phase: 'ready' }), [{ do: 'want-turn' }]];
}

function grab<Job>(state: WorkerState, times: number): Step<Job> {
  return [
    changed(state, { phase: 'grabbing', awaited: times, worth: times, reported: false }),
    [{ do: 'grab', packet: state.grab, times }, alarm('answer')],
  ];
}

function noJob<Job>(before: WorkerState): Step<Job> {
  const { awaited, worth } = before;
  const state = changed(before, { grabIsKnown: true, awaited: awaited - 1, worth: Math.max(1, worth - 1) });
  if (state.phase === 'grabbing' && state.awaited === 0) return sleep(state);
  return [state, [{ do: 'return-permits', count: 1 }]];
}

function sleep<Job>(state: WorkerState): Step<Job> {
  return [
    changed(state, { phase: 'asleep' }),
    [{ do: 'note-working-server' }, { do: 'send', packet: 'PRE_SLEEP' }, alarm('poll'), { do: 'pass-turn' }],
  ];
}

function woken<Job>(state: WorkerState, sleptMs: number): Step<Job> {
  const vainWakes = isVainWake(sleptMs) ? state.vainWakes + 1 : 0;
  if (vainWakes <= FREE_VAIN_WAKES) return wantTurn(changed(state, { vainWakes }));
  return [changed(state, { phase: 'dozing', vainWakes }), [{ do: 'alarm', purpose: 'doze', vainWakes }]];
}

function assigned<Job>(before: WorkerState, job: Job): Step<Job> {
  if (before.awaited === 0) {
    return [before, [{ do: 'break', error: new ProtocolError('the server assigned a job that nobody asked for') }]];
  }
  const awaited = before.awaited - 1;
  const state = changed(before, { grabIsKnown: true, awaited, worth: awaited === 0 ? before.worth * 2 : before.worth });
  if (state.phase === 'working') return [changed(state, { kept: state.kept + 1 }), [{ do: 'keep-job', job }]];
  return [
    changed(state, { phase: 'working', vainWakes: 0 }),
    [{ do: 'note-working-server' }, { do: 'begin-job', job }],
  ];
}

function ended<Job>(before: WorkerState): Step<Job> {
  const state = changed(before, { reported: true });
  if (state.kept > 0) return [changed(state, { kept: state.kept - 1 }), [{ do: 'begin-kept-job' }]];
  if (state.stopping) return leave(state);
  if (state.awaited > 0) return [changed(state, { phase: 'grabbing' }), [{ do: 'keep-turn' }, alarm('answer')]];
  return wantTurn(state);
}

function refused<Job>(state: WorkerState, error: ServerError): Step<Job> {
  const isKnown = state.grabIsKnown || error.isAccessDenied || /unknown_option/i.test(error.serverCode);
  const aboutGrab = state.phase === 'grabbing' && !isKnown;
  if (!aboutGrab) return [state, refusal(state, error)];
  const simpler = FALL_BACK[state.grab];
  if (simpler === undefined) return [state, [{ do: 'break', error }]];
  return grab(changed(state, { grab: simpler }), 1);
}

/** Answers come in order, so what comes during the first job of a turn is about a report of this very job. */
function refusal<Job>(state: WorkerState, error: ServerError): WorkerEffect<Job>[] {
  const isTakenAway = state.phase === 'working' && !state.reported && error.serverCode === 'JOB_NOT_FOUND';
  return isTakenAway
    ? [
        { do: 'note-refusal', error },
        { do: 'lose-job', error },
      ]
    : [{ do: 'note-refusal', error }];
}

function alarmed<Job>(state: WorkerState): Step<Job> {
  switch (state.phase) {
    case 'down':
      return dial(state);
    case 'grabbing':
      return [state, [{ do: 'give-up' }]];
    case 'asleep':
    case 'dozing':
      return wantTurn(state);
    case 'leaving':
      return close(state);
    default:
      return ignored(state);
  }
}

function stop<Job>(state: WorkerState): Step<Job> {
  const stopping = changed(state, { stopping: true });
  switch (state.phase) {
    case 'down':
    case 'connecting':
      return close(stopping);
    case 'working':
    case 'leaving':
    case 'gone':
      return ignored(stopping);
    default:
      return leave(stopping);
  }
}

function leave<Job>(state: WorkerState): Step<Job> {
  return [
    changed(state, { phase: 'leaving', echoes: state.echoes + 1 }),
    [{ do: 'send', packet: 'ECHO_REQ' }, alarm('leave')],
  ];
}

/** Only the last answer counts: between two questions there may have been a job and its report. */
function answered<Job>(state: WorkerState): Step<Job> {
  return state.phase === 'leaving' && state.echoes === 0 ? close(state) : ignored(state);
}

function close<Job>(state: WorkerState): Step<Job> {
  return [changed(state, { phase: 'gone' }), [{ do: 'close' }]];
}

function alarm<Job>(purpose: 'retry' | 'answer' | 'poll' | 'leave'): WorkerEffect<Job> {
  return { do: 'alarm', purpose };
}
