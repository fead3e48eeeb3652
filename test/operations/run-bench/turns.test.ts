import { describe, expect, it } from 'vitest';
import { inLanes, Turns } from '../../../src/operations/run-bench/turns.js';

const never = new AbortController().signal;

describe('Turns', () => {
  it('gives several operations at a time, and no more than there are', async () => {
    const turns = new Turns({ count: 5, intervalMs: undefined }, never, () => 7);
    expect([await turns.take(3), await turns.take(3), await turns.take(3)]).toEqual([
      { operations: 3, startMs: 7 },
      { operations: 2, startMs: 7 },
      undefined,
    ]);
  });

  it('counts an operation that nobody was free for from when it was due', async () => {
    let now = 1000;
    const turns = new Turns({ count: 9, intervalMs: 10 }, never, () => now);
    const first = await turns.take();
    now = 1100;
    const late = [await turns.take(4), await turns.take(4)];
    expect([first, ...late]).toEqual([
      { operations: 1, startMs: 1000 },
      { operations: 1, startMs: 1010 },
      { operations: 1, startMs: 1020 },
    ]);
  });

  it('waits until an operation is due', async () => {
    const turns = new Turns({ count: 2, intervalMs: 30 }, never, () => performance.now());
    const first = await turns.take();
    await turns.take();
    // A timer counts whole ms of a clock that stands still meanwhile, so it is one or two early at times.
    expect(performance.now() - (first?.startMs ?? 0)).toBeGreaterThanOrEqual(25);
  });

  it('gives none after the end, and lets nobody wait for one that comes no more', async () => {
    const end = new AbortController();
    const turns = new Turns({ count: 3, intervalMs: 1e6 }, end.signal, () => performance.now());
    await turns.take();
    const waiting = turns.take();
    end.abort();
    expect([await waiting, await turns.take()]).toEqual([undefined, undefined]);
  });
});

describe('inLanes', () => {
  it('has so many turns under way at a time, and ends with the last of them', async () => {
    const turns = new Turns({ count: 10, intervalMs: undefined }, never, () => 0);
    let [underWay, most, done] = [0, 0, 0];
    await inLanes(3, turns, async ({ operations }) => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
      done += operations;
    });
    expect({ most, underWay, done }).toEqual({ most: 3, underWay: 0, done: 10 });
  });
});
