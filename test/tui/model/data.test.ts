import { describe, expect, it } from 'vitest';
import { cellAt, columnsOf, valueAt } from '../../../src/tui/model/series.js';
import type { FunctionModel, Model } from '../../../src/tui/model/types.js';
import { afterMessages, afterSamples, counted, newModel, polled, secondsIn, unanswered } from '../samples.js';

const TWO = ['q1:4730', 'q2:4730'];

function functionIn(model: Model, name: string): FunctionModel {
  const each = model.data.functions.get(name);
  if (each === undefined) throw new Error(`no function ${name}`);
  return each;
}

/** Polls every two seconds in which a function has so many jobs, one of them running. */
function polls(totals: readonly number[], from = 0) {
  return totals.map((total, at) => polled(from + at * 2, { functions: { f: [total, Math.min(1, total), 2] } }));
}

describe('what is known of the servers', () => {
  it('sums a function up over the servers that have it', () => {
    const model = afterSamples(
      newModel(TWO),
      polled(1, { server: 'q1:4730', functions: { f: [5, 2, 4], g: [1, 1, 1] } }),
      polled(1, { server: 'q2:4730', functions: { f: [10, 1, 1] } }),
    );
    expect(functionIn(model, 'f')).toMatchObject({ total: 15, running: 3, waiting: 12, workers: 5, busy: 3 / 5 });
    expect(functionIn(model, 'f').waitingByPriority).toEqual({ high: 0, normal: 12, low: 0 });
    expect([...functionIn(model, 'g').byServer.keys()]).toEqual(['q1:4730']);
    expect(model.data.totals).toMatchObject({ total: 16, running: 4, waiting: 12, workers: 6 });
  });

  it('never has fewer than no jobs waiting, where a server counts more as running than there are', () => {
    expect(functionIn(afterSamples(newModel(), polled(1, { functions: { f: [1, 3, 2] } })), 'f')).toMatchObject({
      waiting: 0,
      busy: 1.5,
    });
  });

  it('leaves out functions that nobody asked for', () => {
    const model = newModel(['q1:4730'], { matches: (name) => name !== 'g' });
    const { data } = afterSamples(model, polled(1, { functions: { f: [1, 0, 1], g: [7, 0, 1] } }));
    expect([...data.functions.keys()]).toEqual(['f']);
    expect(data.totals.waiting).toBe(1);
  });

  it('has names that can be drawn, and those of the server', () => {
    const { data } = afterSamples(newModel(), polled(1, { functions: { 'a\x1b[2Jb': [1, 0, 1] } }));
    expect([...data.functions].map(([name, { label }]) => [name, label])).toEqual([['a\x1b[2Jb', 'a\\x1b[2Jb']]);
  });

  it('drops a function that its server has forgotten', () => {
    const { data } = afterSamples(newModel(), polled(0, { functions: { f: [1, 0, 1] } }), polled(2));
    expect([...data.functions.keys()]).toEqual([]);
  });
});

describe('how a queue moves', () => {
  it('tells the net flow and when a queue is drained', () => {
    const f = functionIn(afterSamples(newModel(), ...polls([101, 91, 81, 71, 61])), 'f');
    expect(f).toMatchObject({ state: 'draining', netPerSecond: -5, netIsRough: true, drainMs: 12_000 });
  });

  it('remembers the most that has waited, until that is reset', () => {
    const model = afterSamples(newModel(), ...polls([11, 31, 21]));
    expect(functionIn(model, 'f').peak).toEqual({ waiting: 30, epochMs: secondsIn(2).epochMs });
    const reset = afterMessages(model, { type: 'key', key: '0' });
    expect(functionIn(reset, 'f').peak).toEqual({ waiting: 20, epochMs: secondsIn(4).epochMs });
    expect(reset.data.totals.peak.waiting).toBe(20);
  });

  it('is stalled while nobody can do a function on a server where it waits', () => {
    const model = afterSamples(
      newModel(TWO),
      polled(1, { server: 'q1:4730', functions: { f: [5, 0, 0] } }),
      polled(2, { server: 'q2:4730', functions: { f: [9, 3, 3] } }),
    );
    expect(functionIn(model, 'f')).toMatchObject({ state: 'stalled', unservedSince: secondsIn(1) });
    expect(model.data.totals.state).not.toBe('stalled');
  });

  it('is stalled when workers are there and nothing has run for three polls', () => {
    const idle = (second: number) => polled(second, { functions: { f: [5, 0, 2] } });
    const twice = afterSamples(newModel(), idle(0), idle(2));
    expect(functionIn(twice, 'f').state).toBe('steady');
    expect(functionIn(afterSamples(twice, idle(4)), 'f')).toMatchObject({ state: 'stalled', unservedSince: undefined });
  });
});

describe('rates of a server that counts', () => {
  const counting = (second: number, submitted: number, completed: number, failed = 0) =>
    polled(second, {
      functions: { f: [9, 1, 1] },
      stats: [counted('f', { submitted, completed, failed, oldestAgeMs: 7000 })],
    });

  it('are those of the last minute, and the share of failures that of the last ten', () => {
    const model = afterSamples(newModel(), counting(0, 100, 50), counting(2, 120, 58, 2), counting(4, 140, 66, 4));
    expect(functionIn(model, 'f')).toMatchObject({
      oldestAgeMs: 7000,
      rates: { submittedPerSecond: 10, completedPerSecond: 4, endedPerSecond: 5, failedPerSecond: 1, failedShare: 0.2 },
    });
    expect(functionIn(model, 'f').rates?.failedRecently).toBe(4);
  });

  it('tell when jobs failed last, and in which way', () => {
    const calm = afterSamples(newModel(), counting(0, 100, 50, 3), counting(2, 120, 58, 3));
    expect(functionIn(calm, 'f').lastFailure).toBeUndefined();
    const failed = afterSamples(calm, counting(4, 140, 66, 5), counting(6, 150, 70, 5));
    const counts = { failed: 2, exceptions: 0, timeouts: 0, lost: 0 };
    const lastFailure = { epochMs: secondsIn(4).epochMs, server: 'q1:4730', counts };
    expect(functionIn(failed, 'f').lastFailure).toEqual(lastFailure);
    const restarted = afterSamples(failed, counting(8, 3, 1, 1));
    expect(functionIn(restarted, 'f').lastFailure).toEqual(lastFailure);
  });

  it('leave a window out in which the counters have begun again', () => {
    const model = afterSamples(
      newModel(),
      counting(0, 100, 50),
      counting(2, 120, 60),
      counting(4, 5, 3),
      counting(6, 25, 13),
    );
    const { rates, history } = functionIn(model, 'f');
    expect(rates?.submittedPerSecond).toBe(10);
    expect(valueAt(history.submitted, cellAt(secondsIn(4).atMs))).toBe(Number.NaN);
  });

  it('are not there where nobody counts', () => {
    const model = afterSamples(newModel(), ...polls([1, 2, 3]));
    expect(functionIn(model, 'f')).toMatchObject({ rates: undefined, oldestAgeMs: undefined, runTime: undefined });
  });
});

describe('a server that is lost', () => {
  const both = [
    polled(0, { server: 'q1:4730', functions: { f: [5, 1, 2] } }),
    polled(0, { server: 'q2:4730', functions: { f: [50, 1, 2], g: [7, 0, 1] } }),
  ];

  it('counts for three intervals after its last answer', () => {
    const early = afterSamples(newModel(TWO), ...both, unanswered(2, 'q2:4730'));
    expect(early.data.servers[1]).toMatchObject({ state: 'down', isCounted: true });
    const model = afterMessages(early, { type: 'tick', now: secondsIn(5) });
    expect(model.data.totals.waiting).toBe(60);
    const late = afterSamples(model, polled(6, { server: 'q1:4730', functions: { f: [5, 1, 2] } }));
    expect(afterMessages(late, { type: 'tick', now: secondsIn(7) }).data.totals.waiting).toBe(4);
  });

  it('leaves the last numbers of a function that only it has', () => {
    const q1 = polled(8, { server: 'q1:4730', functions: { f: [5, 1, 2] } });
    const model = afterSamples(newModel(TWO), ...both, unanswered(2, 'q2:4730'), q1);
    expect(functionIn(model, 'g')).toMatchObject({ isStale: true, waiting: 7 });
    expect(functionIn(model, 'f')).toMatchObject({ isStale: false, waiting: 4 });
  });

  it('leaves the last numbers of everything when it was the only one', () => {
    const model = afterMessages(afterSamples(newModel(), ...polls([9, 9]), unanswered(4)), {
      type: 'tick',
      now: secondsIn(20),
    });
    expect(model.data).toMatchObject({ isStale: true, answered: secondsIn(2), totals: { waiting: 8, running: 1 } });
    expect(functionIn(model, 'f').isStale).toBe(true);
  });

  it('comes back with a gap in the trend, and rates that begin again', () => {
    const model = afterSamples(newModel(), ...polls([9, 9, 9]), unanswered(6), ...polls([90, 90], 20));
    const trend = columnsOf(functionIn(model, 'f').history.waiting, cellAt(secondsIn(22).atMs), 12, 12);
    expect(trend.map((each) => (Number.isNaN(each) ? '.' : each)).join(' ')).toBe('8 8 8 . . . . . . . 89 89');
    expect(functionIn(model, 'f').netPerSecond).toBeUndefined();
    expect(model.data.isStale).toBe(false);
  });

  it('is slow rather than lost while an answer takes longer than the interval', () => {
    const asked = afterSamples(newModel(), polled(0, { tookMs: 100 }));
    expect(afterMessages(asked, { type: 'tick', now: secondsIn(3) }).data.servers[0]).toMatchObject({
      state: 'up',
      lagMs: 0,
    });
    expect(afterMessages(asked, { type: 'tick', now: secondsIn(5) }).data.servers[0]).toMatchObject({
      state: 'slow',
      lagMs: 3000,
    });
    const late = afterSamples(asked, polled(2, { tookMs: 4000, functions: { f: [1, 0, 1] } }));
    expect(late.data.servers[0]).toMatchObject({ state: 'slow', lagMs: 4000, isCounted: true });
  });
});
