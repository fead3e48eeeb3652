import { describe, expect, it } from 'vitest';
import { ServerError } from '../../src/errors.js';
import {
  dozeMs,
  initialWorkerState,
  step,
  type WorkerEffect,
  type WorkerState,
  type WorkerStateEvent,
} from '../../src/worker/worker-state.js';

type Event = WorkerStateEvent<string>;

/** Lets events happen one after the other; gives the last state and all effects, in short. */
function happened(...events: (Event | Event['type'])[]): { state: WorkerState; effects: string[] } {
  let state = initialWorkerState;
  const effects: string[] = [];
  for (const event of events) {
    const [next, done] = step(state, typeof event === 'string' ? inFull(event) : event);
    state = next;
    effects.push(...done.map(inShort));
  }
  return { state, effects };
}

function inFull(type: Event['type']): Event {
  switch (type) {
    case 'NOOP':
      return { type, sleptMs: 1000 };
    case 'JOB_ASSIGN':
      return { type, job: 'job' };
    case 'ERROR':
      return { type, error: notFound };
    default:
      return { type };
  }
}

function inShort(effect: WorkerEffect<string>): string {
  if (effect.do === 'send') return effect.packet;
  return effect.do === 'alarm' ? `alarm for ${effect.purpose}` : effect.do;
}

const notFound = new ServerError('q1', 'JOB_NOT_FOUND', '');
const unknown = new ServerError('q1', 'unknown_command', '');
const opened = ['open', 'connected', 'turn'] as const;

describe("a worker's connection", () => {
  const transitions: readonly (readonly [string, readonly (Event | Event['type'])[], string, readonly string[]])[] = [
    ['dials when it is opened', ['open'], 'connecting', ['dial']],
    ['tries again after a while', ['open', 'failed', 'alarm'], 'connecting', ['dial', 'alarm for retry', 'dial']],
    ['waits for its turn', ['open', 'connected'], 'ready', ['dial', 'want-turn']],
    ['asks when it has its turn', opened, 'grabbing', ['dial', 'want-turn', 'GRAB_JOB_ALL', 'alarm for answer']],
  ];

  it.each(transitions)('%s', (_title, events, phase, effects) => {
    const { state, effects: done } = happened(...events);
    expect(state.phase).toBe(phase);
    expect(done).toEqual(effects);
  });

  it('sleeps when there is no job, and passes its turn on last', () => {
    const { state, effects } = happened(...opened, 'NO_JOB');
    expect(state.phase).toBe('asleep');
    expect(effects.slice(-4)).toEqual(['note-working-server', 'PRE_SLEEP', 'alarm for poll', 'pass-turn']);
  });

  it('asks again when it is woken, and now and then when nobody wakes it', () => {
    expect(happened(...opened, 'NO_JOB', 'NOOP').effects.at(-1)).toBe('want-turn');
    expect(happened(...opened, 'NO_JOB', 'alarm').effects.at(-1)).toBe('want-turn');
  });

  it('takes a NOOP that crosses its question for nothing', () => {
    const { state } = happened(...opened, 'NOOP');
    expect(state.phase).toBe('grabbing');
    expect(happened(...opened, 'NOOP', 'JOB_ASSIGN').state.phase).toBe('working');
    expect(happened(...opened, 'JOB_ASSIGN', 'NOOP').state.phase).toBe('working');
  });

  it('wants the next job when one has ended', () => {
    const { state, effects } = happened(...opened, 'JOB_ASSIGN', 'ended');
    expect(state.phase).toBe('ready');
    expect(effects.slice(-2)).toEqual(['begin-job', 'want-turn']);
  });

  it('falls back to simpler questions when the server does not know one, and stays with what it knows', () => {
    const refused: Event = { type: 'ERROR', error: unknown };
    const { state, effects } = happened(...opened, refused, refused, 'NO_JOB', 'NOOP', 'turn');
    expect(effects.filter((effect) => effect.startsWith('GRAB'))).toEqual([
      'GRAB_JOB_ALL',
      'GRAB_JOB_UNIQ',
      'GRAB_JOB',
      'GRAB_JOB',
    ]);
    expect(state.phase).toBe('grabbing');
    expect(happened(...opened, refused, refused, refused).effects.at(-1)).toBe('break');
  });

  it('does not take for an answer to its question that it may not work on a function', () => {
    const error = new ServerError('q1:4730', 'ACCESS_DENIED', '');
    const { state, effects } = happened(...opened, { type: 'ERROR', error }, 'NO_JOB');
    expect(effects.filter((effect) => effect.startsWith('GRAB'))).toEqual(['GRAB_JOB_ALL']);
    expect(effects).toContain('note-refusal');
    expect(state.phase).toBe('asleep');
  });

  it('survives JOB_NOT_FOUND, whose job is lost if it still runs', () => {
    const late = happened(...opened, 'JOB_ASSIGN', 'ended', 'turn', 'ERROR');
    expect(late.effects.at(-1)).toBe('note-refusal');
    const running = happened(...opened, 'JOB_ASSIGN', 'ERROR');
    expect(running.effects.slice(-2)).toEqual(['note-refusal', 'lose-job']);
    expect(running.state.phase).toBe('working');
  });

  it('loses its job with its connection, and connects anew', () => {
    const { state, effects } = happened(...opened, 'JOB_ASSIGN', 'lost');
    expect(effects.slice(-2)).toEqual(['lose-job', 'alarm for retry']);
    expect(state.phase).toBe('down');
  });

  it('dozes longer and longer when a server wakes it at full speed and has nothing', () => {
    const wake: Event = { type: 'NOOP', sleptMs: 1 };
    const vain = Array.from({ length: 6 }, () => [wake, 'turn', 'NO_JOB'] as const).flat();
    expect(happened(...opened, 'NO_JOB', ...vain.slice(0, 15), wake).state.phase).toBe('dozing');
    expect([6, 7, 8, 30].map((wakes) => dozeMs(wakes, 1000))).toEqual([2, 4, 8, 1000]);
  });

  it('leaves with a last question, whose answer proves that all was read', () => {
    const { state, effects } = happened(...opened, 'NO_JOB', 'stop');
    expect(state.phase).toBe('leaving');
    expect(effects.slice(-2)).toEqual(['ECHO_REQ', 'alarm for leave']);
    expect(happened(...opened, 'NO_JOB', 'stop', 'ECHO_RES').state.phase).toBe('gone');
    expect(happened(...opened, 'NO_JOB', 'stop', 'alarm').state.phase).toBe('gone');
  });

  it('ends the job that runs before it leaves, and one that was on its way', () => {
    expect(happened(...opened, 'JOB_ASSIGN', 'stop').state.phase).toBe('working');
    expect(happened(...opened, 'JOB_ASSIGN', 'stop', 'ended').state.phase).toBe('leaving');
    expect(happened(...opened, 'stop', 'JOB_ASSIGN').state.phase).toBe('working');
    expect(happened(...opened, 'stop', 'JOB_ASSIGN', 'ended', 'ECHO_RES', 'ECHO_RES').state.phase).toBe('gone');
  });

  it('remembers whether a job may be on its way, also while it leaves', () => {
    const asked = (...events: (Event | Event['type'])[]) => happened(...opened, ...events).state.asked;
    expect([asked(), asked('stop'), asked('NOOP')]).toEqual([true, true, true]);
    expect([asked('NO_JOB'), asked('JOB_ASSIGN'), asked('stop', 'NO_JOB')]).toEqual([false, false, false]);
    expect(asked('lost', 'alarm', 'connected')).toBe(false);
  });

  it('is gone at once when it never was there', () => {
    expect(happened('stop').state.phase).toBe('gone');
    expect(happened('open', 'stop').state.phase).toBe('gone');
  });
});
