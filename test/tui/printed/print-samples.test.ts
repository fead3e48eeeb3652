import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { plainLine } from '../../../src/tui/lines.js';
import type { Sample } from '../../../src/tui/model/sample.js';
import { type PrintWish, printSamples } from '../../../src/tui/printed/print-samples.js';
import type { SampleListener, SampleSource } from '../../../src/tui/sources/source.js';
import { newModel, polled, secondsIn, unanswered } from '../samples.js';

const SERVERS = ['q1:4730', 'q2:4730'];

/** A source that gives samples one after the other, and then no more. */
function sourceOf(samples: readonly Sample[]): SampleSource & { isClosed: boolean } {
  let last = samples[0];
  return {
    isClosed: false,
    servers: SERVERS,
    now: () => secondsIn(((last?.atMs ?? 0) - secondsIn(0).atMs) / 1000),
    async run(this: { isClosed: boolean }, listener: SampleListener) {
      for (const sample of samples) {
        if (this.isClosed) return;
        last = sample;
        listener.sample(sample);
      }
    },
    pollNow: () => undefined,
    setInterval: () => undefined,
    pause: () => undefined,
    seek: () => undefined,
    async close() {
      this.isClosed = true;
    },
  };
}

const ROUNDS = [0, 2, 4].flatMap((second) => [
  polled(second, { server: 'q1:4730', functions: { mail_send: [1200 - second * 100, 4, 4], 漢字: [0, 0, 1] } }),
  second === 4 ? unanswered(4, 'q2:4730') : polled(second, { server: 'q2:4730', functions: { hook: [3, 0, 0] } }),
]);

async function printed(wish: Partial<PrintWish>, samples: readonly Sample[] = ROUNDS): Promise<string> {
  const output = new PassThrough();
  const source = sourceOf(samples);
  const signal = new AbortController().signal;
  await printSamples(
    source,
    newModel(SERVERS),
    { format: 'block', paint: plainLine, ...wish },
    output,
    undefined,
    signal,
  );
  expect(source.isClosed).toBe(true);
  return output.read()?.toString() ?? '';
}

describe('what is printed without a screen', () => {
  it('is a table of each round, as wide as need be', async () => {
    expect((await printed({ rounds: 1 })).split('\n')).toEqual([
      '2026-09-28T14:00:00.000Z  1199 waiting, 4 running, 5 workers  2/2 servers',
      'FUNCTION   WAIT  RUN  WRK  NET/s  DRAIN  STATE',
      'mail_send  1196    4    4      -      -  steady',
      'hook          3    0    0      -      -  stalled',
      '漢字          0    0    1      -      -  idle',
      '',
    ]);
    expect((await printed({})).match(/^FUNCTION/gm)).toHaveLength(3);
  });

  it('is the last round only, if that is all that is wanted', async () => {
    const text = await printed({ rounds: 3, onlyLast: true });
    expect(text.match(/^FUNCTION/gm)).toHaveLength(1);
    expect(text).toContain('2026-09-28T14:00:04.000Z');
    expect(text).toContain('2/2 servers, q2:4730 connection refused');
    expect(text).toMatch(/^mail_send +796 +4 +4 +-100\.0/m);
  });

  it('is one table and then what happens, for those who have it read aloud', async () => {
    const lines = (await printed({ format: 'events' })).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('FUNCTION'))).toHaveLength(1);
    expect(lines.at(-1)).toBe('2026-09-28T14:00:04.000Z  q2:4730 connection refused');
  });

  it('is a line of JSON for each round', async () => {
    const lines = (await printed({ format: 'jsonl' }))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ schema, functions }) => [schema, functions[0].total])).toEqual([
      ['gearctl/top-sample/1', 1200],
      ['gearctl/top-sample/1', 1000],
      ['gearctl/top-sample/1', 800],
    ]);
  });

  it('is a round as soon as a server is polled again that was in it, though another is not', async () => {
    const alone = [0, 2, 4].map((second) => polled(second, { functions: { f: [second, 0, 1] } }));
    expect((await printed({}, alone)).match(/^FUNCTION/gm)).toHaveLength(2);
  });
});
