import { describe, expect, it } from 'vitest';
import { ServerError } from '../../src/errors.js';
import { dozeMs } from '../../src/worker/vain-wakes.js';
import {
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
    case 'turn':
      return { type, grabs: 1 };
    default:
      return { type };
  }
}

function inShort(effect: WorkerEffect<string>): string {
  if (effect.do === 'send') return effect.packet;
  if (effect.do === 'grab') return effect.times === 1 ? effect.packet : `${effect.times} × ${effect.packet}`;
  if (effect.do === 'return-permits') return `return ${effect.count} permits`;
  return effect.do === 'alarm' ? `alarm for ${effect.purpose}` : effect.do;
}

const notFound = new ServerError('q1', 'JOB_NOT_FOUND', '');
const unknown = new ServerError('q1', 'unknown_command', '');
const opened = ['open', 'connected', 'turn'] as const;
const openedForThree = ['open', 'connected', { type: 'turn', grabs: 3 }] as const;

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
    const awaited = (...events: (Event | Event['type'])[]) => happened(...opened, ...events).state.awaited;
    expect([awaited(), awaited('stop'), awaited('NOOP')]).toEqual([1, 1, 1]);
    expect([awaited('NO_JOB'), awaited('JOB_ASSIGN'), awaited('stop', 'NO_JOB')]).toEqual([0, 0, 0]);
    expect(awaited('lost', 'alarm', 'connected')).toBe(0);
  });

  it('asks for several jobs at once, begins the first and keeps the others', () => {
    const { state, effects } = happened(...openedForThree, 'JOB_ASSIGN', 'JOB_ASSIGN', 'JOB_ASSIGN');
    expect(effects.slice(2)).toEqual([
      '3 × GRAB_JOB_ALL',
      'alarm for answer',
      'note-working-server',
      'begin-job',
      'keep-job',
      'keep-job',
    ]);
    expect([state.phase, state.awaited, state.kept]).toEqual(['working', 0, 2]);
    const worked = happened(...openedForThree, 'JOB_ASSIGN', 'JOB_ASSIGN', 'JOB_ASSIGN', 'ended', 'ended', 'ended');
    expect(worked.effects.slice(-3)).toEqual(['begin-kept-job', 'begin-kept-job', 'want-turn']);
  });

  it('goes on waiting when a job has ended before all answers are there', () => {
    const { state, effects } = happened(...openedForThree, 'JOB_ASSIGN', 'ended');
    expect([state.phase, state.awaited]).toEqual(['grabbing', 2]);
    expect(effects.slice(-2)).toEqual(['keep-turn', 'alarm for answer']);
    expect(happened(...openedForThree, 'JOB_ASSIGN', 'ended', 'NO_JOB', 'NO_JOB').state.phase).toBe('asleep');
  });

  it('asks for twice as many when all came, and for no more than came', () => {
    const worth = (...events: (Event | Event['type'])[]) => happened(...openedForThree, ...events).state.worth;
    expect(worth('JOB_ASSIGN', 'JOB_ASSIGN', 'JOB_ASSIGN')).toBe(6);
    expect(worth('JOB_ASSIGN', 'JOB_ASSIGN', 'NO_JOB')).toBe(2);
    expect(worth('NO_JOB', 'NO_JOB', 'NO_JOB')).toBe(1);
  });

  it('returns the permit of each job that does not come', () => {
    const returned = (...events: (Event | Event['type'])[]) =>
      happened(...openedForThree, ...events).effects.filter((effect) => /permit|pass-turn/.test(effect));
    expect(returned('NO_JOB', 'NO_JOB', 'NO_JOB')).toEqual(['return 1 permits', 'return 1 permits', 'pass-turn']);
    expect(returned('JOB_ASSIGN', 'NO_JOB', 'NO_JOB')).toEqual(['return 1 permits', 'return 1 permits']);
    expect(returned('lost')).toEqual(['return 2 permits', 'pass-turn']);
    expect(returned('JOB_ASSIGN', 'JOB_ASSIGN', 'lost')).toEqual(['return 2 permits']);
  });

  it('blames no job for an ERROR that may be about the one before', () => {
    const { effects } = happened(...openedForThree, 'JOB_ASSIGN', 'JOB_ASSIGN', 'ended', 'ERROR');
    expect(effects.at(-1)).toBe('note-refusal');
  });

  it('runs the jobs that it kept before it leaves', () => {
    const kept = [...openedForThree, 'JOB_ASSIGN', 'JOB_ASSIGN', 'stop', 'ended'] as const;
    expect(happened(...kept).effects.at(-1)).toBe('begin-kept-job');
    expect(happened(...kept, 'ended').state.phase).toBe('leaving');
    expect(happened(...kept, 'ended', 'JOB_ASSIGN').state.phase).toBe('working');
  });

  it('takes no answer that was not asked for', () => {
    expect(happened(...opened, 'NO_JOB', 'NO_JOB').state.phase).toBe('asleep');
    expect(happened(...opened, 'JOB_ASSIGN', 'JOB_ASSIGN').effects.at(-1)).toBe('break');
  });

  it('is gone at once when it never was there', () => {
    expect(happened('stop').state.phase).toBe('gone');
    expect(happened('open', 'stop').state.phase).toBe('gone');
  });
});
