import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSubmittedPerSecond, type Probe, withProbe } from '../../../src/tui/model/probe.js';

/** Looks ten seconds apart that have found these largest numbers. */
function looks(...largest: readonly number[]): readonly Probe[] {
  return largest.reduce<readonly Probe[]>(
    (before, largestJob, at) => withProbe(before, { atMs: at * 10_000, largestJob }),
    [],
  );
}

describe('how many jobs came in at least', () => {
  it.each([
    { what: 'is not known before the second look', largest: [7], least: undefined },
    { what: 'is none where no new job is seen', largest: [7, 7, 7], least: 0 },
    { what: 'is none where there is no job at all', largest: [0, 0], least: 0 },
    { what: 'is one where one job is new, whatever its number', largest: [7, 107], least: 0.1 },
    { what: 'is told by the numbers since the first job that is new', largest: [7, 107, 207], least: 101 / 20 },
    { what: 'goes on where a list has become empty', largest: [7, 107, 0, 207], least: 101 / 30 },
    { what: 'counts from the last look without a new job', largest: [7, 7, 107, 207], least: 101 / 20 },
    { what: 'reaches back a minute', largest: [0, 9000, 9010, 9020, 9030, 9040, 9050, 9060], least: 51 / 60 },
  ])('$what', ({ largest, least }) => {
    expect(leastSubmittedPerSecond(looks(...largest))).toEqual(least);
  });

  it('is never more than truly came, whichever jobs are there when it looks', () => {
    const arrivals = fc.array(fc.record({ came: fc.nat(50), stays: fc.array(fc.boolean(), { maxLength: 50 }) }), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(arrivals, (rounds) => {
        let [submitted, probes]: [number, readonly Probe[]] = [0, []];
        const totals: number[] = [];
        let there: number[] = [];
        rounds.forEach(({ came, stays }, at) => {
          there = [...there, ...Array.from({ length: came }, (_, job) => submitted + job + 1)];
          there = there.filter((_, job) => stays[job] ?? false);
          submitted += came;
          totals.push(submitted);
          probes = withProbe(probes, { atMs: at * 10_000, largestJob: Math.max(0, ...there) });
        });
        const least = leastSubmittedPerSecond(probes) ?? 0;
        // It is of some time that ends now, and begins with one of the looks that are kept.
        const rates = probes.slice(0, -1).map(({ atMs }) => {
          const since = submitted - (totals[atMs / 10_000] ?? 0);
          return (since * 1000) / ((probes.at(-1)?.atMs ?? 0) - atMs);
        });
        expect(least).toBeLessThanOrEqual(Math.max(...rates) + 1e-9);
      }),
    );
  });
});
