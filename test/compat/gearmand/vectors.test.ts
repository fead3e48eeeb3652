import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { type ReplayWorld, replay, type Vector } from '../../support/vector-replayer.js';
import { connectSoon, freePort, type Running, start } from './programs.js';

/** The transcripts for which gearmand was given options, or was started again. */
const vectors = (JSON.parse(readFileSync('test/fixtures/vectors.json', 'utf8')) as Vector[]).filter(
  ({ options, steps }) => options !== undefined || steps.some((step) => step.restart !== undefined),
);

/** Where bin/gearmand.js differs on purpose. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'persist-same-key-collapses': 'jobs with the same or no unique ID do not overwrite each other in the file',
};

describe("gearmand's transcripts with options and restarts, of bin/gearmand.js", () => {
  let folder: string;
  let running: Running | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearmand-'));
  });
  afterEach(async () => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  async function end(signal: NodeJS.Signals): Promise<void> {
    running?.child.kill(signal);
    await running?.ended;
    running = undefined;
  }

  async function replayOnOurs(vector: Vector): Promise<void> {
    const options = (vector.options ?? []).map((option) => option.replace('{tmp}', folder));
    let port = 0;
    const begin = async () => {
      port = await freePort();
      running = start('ours', ['-L', '127.0.0.1', '-p', `${port}`, '-l', 'stderr', '-P', '', ...options]);
      await (await connectSoon(port)).close();
    };
    const world: ReplayWorld = {
      get port() {
        return port;
      },
      nowMs: () => Date.now(),
      // What is waited for is that nothing happens, or that a time-out of the server passes.
      pass: async (ms) => {
        const over = performance.now() + ms;
        await until(() => performance.now() >= over, 2 * ms + 1000);
      },
      restart: async (how) => {
        await end(`SIG${how}`);
        await begin();
      },
    };
    await begin();
    await replay(vector, world);
  }

  it('are there', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(10);
    expect(Object.keys(DEVIATIONS).filter((name) => !vectors.some((vector) => vector.name === name))).toEqual([]);
  });

  for (const vector of vectors) {
    const deviation = DEVIATIONS[vector.name];
    if (deviation === undefined) it(`${vector.name}: ${vector.description}`, () => replayOnOurs(vector));
    else {
      it(`${vector.name}, not reproduced: ${deviation}`, async () => {
        await expect(replayOnOurs(vector)).rejects.toThrow(/^step \d+/);
      });
    }
  }
});
