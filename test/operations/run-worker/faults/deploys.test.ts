import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../../../src/client/index.js';
import { type FaultStage, gearmandStage, serveStage } from './fault-stage.js';
import { FaultWorker } from './fault-worker.js';

const DEPLOYS = 10;
const IN_FLIGHT = 8;
const DEADLINE_MS = 90_000;

let folder: string;
let stage: FaultStage;

/** Jobs that are submitted without a break, each with a number that its command writes into a file. */
class Load {
  readonly failed: unknown[] = [];
  #jobs = 0;
  #isOver = false;
  readonly #ended: Promise<unknown>;

  constructor(client: Client) {
    this.#ended = Promise.all(Array.from({ length: IN_FLIGHT }, () => this.#submitInTurn(client)));
  }

  /** Resolves when so many more jobs have been submitted, which are then under way. */
  async advance(jobs: number): Promise<void> {
    const target = this.#jobs + jobs;
    while (this.#jobs < target) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Ends it, and gives what went wrong: failed jobs, and those that were not done exactly once. */
  async verdict(): Promise<unknown> {
    this.#isOver = true;
    await this.#ended;
    const times = new Map<string, number>();
    for (const job of readFileSync(join(folder, 'done'), 'utf8').split('\n').filter(Boolean)) {
      times.set(job, (times.get(job) ?? 0) + 1);
    }
    const wrong = Array.from({ length: this.#jobs }, (_, job) => `${job}`).filter((job) => times.get(job) !== 1);
    return { failed: this.failed, wrong };
  }

  async #submitInTurn(client: Client): Promise<void> {
    while (!this.#isOver) {
      const job = `${this.#jobs++}`;
      const result = await client.run('deploy', job).catch((error: unknown) => error);
      if (!(result instanceof Uint8Array) || Buffer.from(result).toString() !== job) this.failed.push(result);
    }
  }
}

/** What each job does: an entry in one file, which a short append makes whole, and its number as the result. */
const script = () => `read -r job; sleep 0.0$((job % 4)); echo "$job" >>${join(folder, 'done')}; printf %s "$job"`;

describe.each([
  ['gearmand', gearmandStage],
  ['gearctl serve', serveStage],
])('under load of %s', (_server, startStage) => {
  let client: Client;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gearctl-deploys-'));
    appendFileSync(join(folder, 'done'), '');
    stage = await startStage(folder);
    client = new Client({ servers: stage.address });
  });
  afterEach(async () => {
    await client.close();
    await stage.stop();
    rmSync(folder, { recursive: true });
  });

  it(
    `${DEPLOYS} reloads fail no job and double none`,
    async () => {
      const file = join(folder, 'workers.yaml');
      const describe = (deploy: number) =>
        writeFileSync(
          file,
          `functions: {deploy: {shell: '${script()}', jobs: ${2 + (deploy % 3)}, env: {DEPLOY: ${deploy}}}}`,
        );
      describe(0);
      const worker = await FaultWorker.start(stage.address, ['--config', file]);
      try {
        const load = new Load(client);
        for (let deploy = 1; deploy <= DEPLOYS; deploy++) {
          await load.advance(20);
          describe(deploy);
          worker.signal('SIGHUP');
          await worker.told('reload', deploy);
        }
        await load.advance(20);
        expect(await load.verdict()).toEqual({ failed: [], wrong: [] });
      } finally {
        worker.signal('SIGTERM');
      }
      expect(await worker.exited).toBe(0);
      await worker.leavesNothing();
    },
    DEADLINE_MS,
  );

  it(
    `${DEPLOYS} workers that follow one another fail no job and double none`,
    async () => {
      const next = () => FaultWorker.start(stage.address, ['-j', '3', 'deploy', '--shell', script()]);
      let worker = await next();
      const load = new Load(client);
      for (let deploy = 1; deploy <= DEPLOYS; deploy++) {
        await load.advance(20);
        const old = worker;
        worker = await next();
        old.signal('SIGTERM');
        expect(await old.exited).toBe(0);
        await old.leavesNothing();
      }
      await load.advance(20);
      expect(await load.verdict()).toEqual({ failed: [], wrong: [] });
      worker.signal('SIGTERM');
      expect(await worker.exited).toBe(0);
      await worker.leavesNothing();
    },
    DEADLINE_MS,
  );
});
