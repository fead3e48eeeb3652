import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { statusDocument } from '../../../src/cli/listings/status.js';
import { statusSchema } from '../../../src/cli/schemas/status.js';
import { plainLine } from '../../../src/tui/lines.js';
import type { Sample } from '../../../src/tui/model/sample.js';
import { type PrintWish, printSamples } from '../../../src/tui/printed/print-samples.js';
import type { SampleListener, SampleSource } from '../../../src/tui/sources/source.js';
import { violations } from '../../support/json-schema.js';
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
    { format: 'block', paint: plainLine, documentOf: statusDocument, ...wish },
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

  it('has the rates between the last two polls, if it is printed once', async () => {
    const text = await printed({ rounds: 2, onlyLast: true });
    expect(text).toMatch(/^mail_send +996 +4 +4 +-100\.0 +- /m);
    expect(await printed({ rounds: 1, onlyLast: true })).toMatch(/^mail_send +1196 +4 +4 +- /m);
  });

  it('is the document of how it stands, with rates if there was a second poll', async () => {
    const document = async (rounds: number) =>
      JSON.parse(await printed({ format: 'document', rounds, onlyLast: true }));
    const once = await document(1);
    expect(once.rates).toBeNull();
    expect(once.totals).toEqual({ total: 1203, running: 4, waiting: 1199, workers: 5 });
    const twice = await document(2);
    expect([once, twice].map((each) => violations(each, statusSchema))).toEqual([[], []]);
    expect(twice.functions[0]).toEqual({
      ...{ name: 'mail_send', total: 1000, running: 4, waiting: 996, workers: 4 },
      waiting_by_priority: { high: 0, normal: 996, low: 0 },
      by_server: { 'q1:4730': { total: 1000, running: 4, waiting: 996, workers: 4 } },
    });
    const uncounted = { submitted_per_second: null, completed_per_second: null, failed_per_second: null };
    expect(twice.rates.functions[0]).toEqual({ name: 'mail_send', net_per_second: -100, ...uncounted });
    expect(twice.rates.totals).toEqual({ net_per_second: -100, ...uncounted });
  });

  it('tells in the document which servers do not answer, and is nothing when none does', async () => {
    const down = await printed({ format: 'document', rounds: 3, onlyLast: true });
    expect(JSON.parse(down).servers[1]).toEqual({
      ...{ server: 'q2:4730', ok: false, error: 'ECONNREFUSED', message: 'connection refused' },
    });
    const nobody = SERVERS.map((server) => unanswered(0, server));
    expect(await printed({ format: 'document', rounds: 1, onlyLast: true }, nobody)).toBe('');
  });

  it('is a round as soon as a server is polled again that was in it, though another is not', async () => {
    const alone = [0, 2, 4].map((second) => polled(second, { functions: { f: [second, 0, 1] } }));
    expect((await printed({}, alone)).match(/^FUNCTION/gm)).toHaveLength(2);
  });
});
