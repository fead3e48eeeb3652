import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Recording } from '../../../src/tui/recording/recording.js';
import { sampleLine } from '../../../src/tui/recording/sample-line.js';
import { Replay } from '../../../src/tui/sources/replay.js';
import { until } from '../../support/until.js';
import { afterSamples, newModel, polled, secondsIn } from '../samples.js';
import { ManualClock } from './manual-clock.js';

let folder: string;
let recording: Recording;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gearctl-replay-'));
  let model = newModel();
  let text = '';
  for (let second = 0; second <= 60; second += 2) {
    model = afterSamples(model, polled(second, { functions: { f: [second, 0, 1] } }));
    text += sampleLine(model.whole, secondsIn(second).epochMs, new Map(), []);
  }
  await writeFile(join(folder, 'r.jsonl'), text);
  recording = await Recording.open(join(folder, 'r.jsonl'));
});
afterAll(() => rm(folder, { recursive: true }));

let clock: ManualClock;
let told: (number | string)[];
beforeEach(() => {
  clock = new ManualClock();
  told = [];
});

/** Plays while `during` goes on. What is told is the total of the function, and `rewound`. */
async function play(
  speed: number,
  during: (replay: Replay, wait: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const replay = new Replay(recording, speed, true, clock);
  const running = replay.run({
    sample: ({ answer }) => told.push(answer?.functions[0]?.total ?? 'none'),
    rewound: () => told.push('rewound'),
  });
  /** Waits until the replay has done what it can by now. */
  const wait = async () => {
    const looks = clock.waits.length;
    await until(() => clock.waits.length > looks);
  };
  await until(() => clock.waits.length === 1);
  await during(replay, wait);
  await replay.close();
  clock.pass(0);
  await running;
}

describe('a replay', () => {
  it('gives samples when their time has come', () =>
    play(1, async (replay, wait) => {
      expect(told).toEqual([0]);
      clock.pass(4500);
      await wait();
      expect(told).toEqual([0, 2, 4]);
      expect(replay.now().epochMs).toBe(secondsIn(4.5).epochMs);
    }));

  it('goes as fast as it is told to, and stays at the end', () =>
    play(10, async (replay, wait) => {
      clock.pass(1000);
      await wait();
      expect(told.at(-1)).toBe(10);
      clock.pass(60_000);
      await wait();
      expect(told).toHaveLength(31);
      expect(replay.now().epochMs).toBe(secondsIn(60).epochMs);
    }));

  it('stands still while it is paused', () =>
    play(1, async (replay, wait) => {
      clock.pass(2000);
      await wait();
      replay.pause(true);
      clock.pass(30_000);
      await wait();
      expect(told).toEqual([0, 2]);
      replay.pause(false);
      clock.pass(2000);
      await wait();
      expect(told).toEqual([0, 2, 4]);
    }));

  it('goes forth by taking in what lies between, and back by beginning again', () =>
    play(1, async (replay) => {
      replay.seek(10_000);
      expect(told).toEqual([0, 2, 4, 6, 8, 10]);
      replay.seek(-6000);
      expect(told.slice(6)).toEqual(['rewound', 0, 2, 4]);
      replay.seek(-60_000);
      expect(told.slice(10)).toEqual(['rewound', 0]);
    }));

  it('ends at its end if it is not to stay there', async () => {
    const running = new Replay(recording, 1000, false, clock).run({
      sample: ({ epochMs }) => told.push(epochMs),
      rewound: () => undefined,
    });
    await until(() => clock.waits.length === 1);
    clock.pass(60);
    await running;
    expect(told).toHaveLength(31);
  });
});
