import { describe, expect, it } from 'vitest';
import { Meter } from '../../../src/operations/run-bench/meter.js';

describe('Meter', () => {
  it('gives what was measured since the last sample, and all of it in the end', () => {
    let now = 0;
    const meter = new Meter(() => now);
    now = 4;
    meter.done(0);
    now = 1000;
    expect(meter.sample()).toMatchObject({ atMs: 1000, elapsedMs: 1000, operations: 1, failed: 0 });
    now = 1500;
    meter.done(1499);
    meter.fail(2);
    now = 2000;
    expect(meter.sample()).toMatchObject({ atMs: 2000, elapsedMs: 1000, operations: 1, failed: 2 });
    expect([meter.operations, meter.failed, meter.elapsedMs, meter.latency.total]).toEqual([2, 2, 1500, 2]);
  });

  it('forgets what was counted before it began anew', () => {
    let now = 0;
    const meter = new Meter(() => now);
    meter.done(-100);
    meter.fail();
    now = 10;
    meter.restart();
    now = 12;
    meter.done(11);
    meter.sample();
    expect([meter.operations, meter.failed, meter.elapsedMs, meter.latency.summary().maxMs]).toEqual([1, 0, 2, 1]);
  });
});
