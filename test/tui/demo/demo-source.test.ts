import { describe, expect, it } from 'vitest';
import { DemoSource } from '../../../src/tui/demo/demo-source.js';
import type { Sample } from '../../../src/tui/model/sample.js';
import { until } from '../../support/until.js';
import { afterSamples, newModel } from '../samples.js';
import { ManualClock } from '../sources/manual-clock.js';

/** The samples of the past, and of the first moment that is looked at. */
async function samplesOf(seed: number, tellsPast = true): Promise<Sample[]> {
  const clock = new ManualClock();
  const source = new DemoSource(seed, 2000, tellsPast, clock);
  const samples: Sample[] = [];
  const running = source.run({ sample: (sample) => samples.push(sample), rewound: () => undefined });
  await until(() => clock.waits.length === 1);
  await source.close();
  await running;
  return samples;
}

describe('the simulated cluster', () => {
  it('is the same for the same seed, and another for another', async () => {
    expect(await samplesOf(1)).toEqual(await samplesOf(1));
    expect(await samplesOf(1)).not.toEqual(await samplesOf(2));
  });

  it('says of each of its servers that it is a demo', async () => {
    const versions = (await samplesOf(1, false)).map(({ answer }) => answer?.version);
    expect(versions).toHaveLength(3);
    expect(versions.every((version) => version?.startsWith('demo '))).toBe(true);
  });

  it('has something of each kind to show', async () => {
    const samples = await samplesOf(1);
    const { data } = afterSamples(newModel(['q1:4730', 'q2:4730', 'q3:4730']), ...samples);
    const states = new Set([...data.functions.values()].map(({ state }) => state));
    expect([...states]).toEqual(expect.arrayContaining(['stalled', 'draining', 'idle']));
    const kinds = new Set(data.events.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['server-down', 'server-up', 'unserved', 'peak']));
    expect(data.functions.get('thumbnail_resize')?.rates?.submittedPerSecond).toBeGreaterThan(0);
    expect(data.workers.length).toBeGreaterThan(50);
  });

  it('has a past also when that is not told', async () => {
    const [sample] = await samplesOf(1, false);
    const completed = sample?.answer?.stats?.map((each) => each.completed) ?? [];
    expect(Math.max(...completed)).toBeGreaterThan(1000);
  });

  it('loses no job', async () => {
    const samples = await samplesOf(3);
    const [f] = samples.findLast(({ server }) => server === 'q1:4730')?.answer?.stats ?? [];
    const waiting = samples.findLast(({ server }) => server === 'q1:4730')?.answer?.functions[0];
    const left = (waiting?.total ?? 0) - (waiting?.running ?? 0);
    expect(f?.submitted).toBe((f?.completed ?? 0) + (f?.failed ?? 0) + left);
  });
});
