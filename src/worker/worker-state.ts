import { ProtocolError, type ServerError } from '../errors.js';

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
 * `ready` waits for its turn: a slot asks one server at a time. `leaving` has sent ECHO_REQ, whose answer tells that the
 * server has read everything before it. A NOOP means something to those asleep only: one that comes while grabbing was
 * sent before the server read the grab, whose answer is newer.
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
  /** True while a grab is not answered: a job may be on its way. */
  readonly asked: boolean;
  /** True once `stop` came: no further job is asked for. */
  readonly stopping: boolean;
  /** NOOPs in a row that came as soon as the worker slept, and brought no job. */
  readonly vainWakes: number;
  /** ECHO_REQs sent on leaving and not answered yet. */
  readonly echoes: number;
}

/** What can happen; upper case are packets. `Job` is whatever stands for the job that was assigned. */
export type WorkerStateEvent<Job> =
  | { readonly type: 'open' | 'connected' | 'failed' | 'lost' | 'turn' | 'look' | 'ended' | 'stop' | 'alarm' }
  | { readonly type: 'NO_JOB' | 'ECHO_RES' }
  | { readonly type: 'NOOP'; readonly sleptMs: number }
  | { readonly type: 'JOB_ASSIGN'; readonly job: Job }
  | { readonly type: 'ERROR'; readonly error: ServerError };

/** What an alarm is set for; one is set at a time, and each change of phase clears it. */
export type AlarmPurpose = 'retry' | 'answer' | 'poll' | 'leave';

/** What is to be done, in order. */
export type WorkerEffect<Job> =
  | { readonly do: 'dial' | 'want-turn' | 'pass-turn' | 'close' | 'give-up' | 'note-working-server' }
  | { readonly do: 'send'; readonly packet: GrabPacket | 'PRE_SLEEP' | 'ECHO_REQ' }
  | { readonly do: 'begin-job'; readonly job: Job }
  | { readonly do: 'lose-job'; readonly error?: ServerError }
  | { readonly do: 'note-refusal'; readonly error: ServerError }
  | { readonly do: 'break'; readonly error: ServerError | ProtocolError }
  | { readonly do: 'alarm'; readonly purpose: AlarmPurpose }
  | { readonly do: 'alarm'; readonly purpose: 'doze'; readonly vainWakes: number };

type Step<Job> = readonly [WorkerState, readonly WorkerEffect<Job>[]];

/** A NOOP so soon after PRE_SLEEP says that the server sees a job which it then does not give. */
const PROMPT_WAKE_MS = 20;

/** Workers that are woken together lose against each other a few times; that is no reason to doze. */
const FREE_VAIN_WAKES = 5;

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
  asked: false,
  stopping: false,
  vainWakes: 0,
  echoes: 0,
};

/** Tells how long a worker dozes that was woken in vain so often, in ms: twice as long each time. */
export function dozeMs(vainWakes: number, maxMs: number): number {
  return Math.min(maxMs, 2 ** Math.min(30, vainWakes - FREE_VAIN_WAKES));
}

/** Gives the state after an event, and what is to be done because of it. */
export function step<Job>(state: WorkerState, event: WorkerStateEvent<Job>): Step<Job> {
  switch (event.type) {
    case 'open':
      return state.phase === 'down' ? dial(state) : ignored(state);
    case 'connected':
      return wantTurn({ ...initialWorkerState, stopping: state.stopping });
    case 'failed':
      return retry(state, []);
    case 'lost':
      return lost(state);
    case 'turn':
      return state.phase === 'ready' ? grab(state) : ignored(state);
    case 'look':
      return state.phase === 'asleep' ? wantTurn(state) : ignored(state);
    case 'NOOP':
      return state.phase === 'asleep' ? woken(state, event.sleptMs) : ignored(state);
    case 'NO_JOB':
      return state.phase === 'grabbing' ? sleep(state) : ignored({ ...state, asked: false });
    case 'JOB_ASSIGN':
      return assigned(state, event.job);
    case 'ended':
      if (state.phase !== 'working') return ignored(state);
      return state.stopping ? leave(state) : wantTurn(state);
    case 'ERROR':
      return refused(state, event.error);
    case 'ECHO_RES':
      return answered({ ...state, echoes: state.echoes - 1 });
    case 'alarm':
      return alarmed(state);
    case 'stop':
      return stop(state);
  }
}

function ignored<Job>(state: WorkerState): Step<Job> {
  return [state, []];
}

function dial<Job>(state: WorkerState): Step<Job> {
  return [{ ...state, phase: 'connecting' }, [{ do: 'dial' }]];
}

function retry<Job>(state: WorkerState, before: readonly WorkerEffect<Job>[]): Step<Job> {
  return [{ ...state, phase: 'down' }, [...before, alarm('retry')]];
}

function lost<Job>(state: WorkerState): Step<Job> {
  const loss: WorkerEffect<Job>[] = state.phase === 'working' ? [{ do: 'lose-job' }] : [];
  if (state.phase === 'gone') return ignored(state);
  if (state.stopping) return [{ ...state, phase: 'gone' }, [...loss, { do: 'close' }]];
  return retry(state, state.phase === 'grabbing' ? [{ do: 'pass-turn' }] : loss);
}

function wantTurn<Job>(state: WorkerState): Step<Job> {
  return [{ ...state, phase: 'ready' }, [{ do: 'want-turn' }]];
}

function grab<Job>(state: WorkerState): Step<Job> {
  return [{ ...state, phase: 'grabbing', asked: true }, [{ do: 'send', packet: state.grab }, alarm('answer')]];
}

function sleep<Job>(state: WorkerState): Step<Job> {
  return [
    { ...state, phase: 'asleep', grabIsKnown: true, asked: false },
    [{ do: 'note-working-server' }, { do: 'send', packet: 'PRE_SLEEP' }, alarm('poll'), { do: 'pass-turn' }],
  ];
}

function woken<Job>(state: WorkerState, sleptMs: number): Step<Job> {
  const vainWakes = sleptMs < PROMPT_WAKE_MS ? state.vainWakes + 1 : 0;
  if (vainWakes <= FREE_VAIN_WAKES) return wantTurn({ ...state, vainWakes });
  return [{ ...state, phase: 'dozing', vainWakes }, [{ do: 'alarm', purpose: 'doze', vainWakes }]];
}

function assigned<Job>(state: WorkerState, job: Job): Step<Job> {
  if (state.phase !== 'grabbing' && state.phase !== 'leaving') {
    return [state, [{ do: 'break', error: new ProtocolError('the server assigned a job that nobody asked for') }]];
  }
  return [
    { ...state, phase: 'working', grabIsKnown: true, asked: false, vainWakes: 0 },
    [{ do: 'note-working-server' }, { do: 'begin-job', job }],
  ];
}

function refused<Job>(state: WorkerState, error: ServerError): Step<Job> {
  const isKnown = state.grabIsKnown || error.isAccessDenied || /unknown_option/i.test(error.serverCode);
  const aboutGrab = state.phase === 'grabbing' && !isKnown;
  if (!aboutGrab) return [state, refusal(state, error)];
  const simpler = FALL_BACK[state.grab];
  if (simpler === undefined) return [state, [{ do: 'break', error }]];
  return grab({ ...state, grab: simpler });
}

/** Answers come in order, so what comes during a job is about a report of this very job. */
function refusal<Job>(state: WorkerState, error: ServerError): WorkerEffect<Job>[] {
  const isTakenAway = state.phase === 'working' && error.serverCode === 'JOB_NOT_FOUND';
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
  const stopping = { ...state, stopping: true };
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
    { ...state, phase: 'leaving', echoes: state.echoes + 1 },
    [{ do: 'send', packet: 'ECHO_REQ' }, alarm('leave')],
  ];
}

/** Only the last answer counts: between two questions there may have been a job and its report. */
function answered<Job>(state: WorkerState): Step<Job> {
  return state.phase === 'leaving' && state.echoes === 0 ? close(state) : ignored(state);
}

function close<Job>(state: WorkerState): Step<Job> {
  return [{ ...state, phase: 'gone' }, [{ do: 'close' }]];
}

function alarm<Job>(purpose: AlarmPurpose): WorkerEffect<Job> {
  return { do: 'alarm', purpose };
}
