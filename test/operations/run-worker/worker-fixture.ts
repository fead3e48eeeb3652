import { afterAll, afterEach, beforeAll } from 'vitest';
import { Client, type Task, type TaskEvent } from '../../../src/client/index.js';
import type { CommandSettings } from '../../../src/operations/run-worker/command-jobs.js';
import { openWorker } from '../../../src/operations/run-worker/open-worker.js';
import type { PayloadSettings } from '../../../src/operations/run-worker/payload-output.js';
import type { StopState } from '../../../src/operations/run-worker/stop-state.js';
import type { WorkEvent } from '../../../src/operations/run-worker/work-event.js';
import type { WorkerRun, WorkerWish } from '../../../src/operations/run-worker/worker-run.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';

/** A worker that runs, and what it has told so far. */
export interface Working {
  readonly run: WorkerRun;
  readonly events: WorkEvent[];
  readonly ended: Promise<StopState>;
  /** The last event of a type that was told. */
  last<Type extends WorkEvent['type']>(type: Type): Extract<WorkEvent, { type: Type }> | undefined;
  /** Waits for an event of a type. */
  told(type: WorkEvent['type']): Promise<void>;
}

/** How a worker of a test differs from one that runs `cat` for each job. */
export type Wishes = Partial<WorkerWish> & { readonly action?: Partial<CommandSettings> | PayloadSettings };

const CAT: CommandSettings = {
  command: ['cat'],
  env: { PATH: process.env.PATH },
  ...{ timeoutMs: 0, killAfterMs: 200, resultMode: 'auto', maxResultBytes: 2 ** 30, exceptions: false },
};

/** The action that runs a shell script for each job. */
export function script(text: string, settings: Partial<CommandSettings> = {}): Partial<CommandSettings> {
  return { command: ['sh', '-c', text], ...settings };
}

/** A gearmand for the tests of a file, workers that end with their test, and a client. */
export function workerFixture() {
  let gearmand: Gearmand;
  let client: Client;
  const working: Working[] = [];

  beforeAll(async () => {
    gearmand = await startGearmand();
    client = new Client({ servers: gearmand.address });
  });
  afterEach(async () => {
    for (const { run } of working) run.stop('quit');
    await Promise.allSettled(working.splice(0).map(({ ended }) => ended));
  });
  afterAll(async () => {
    await client.close();
    await gearmand.stop();
  });

  return {
    gearmand: () => gearmand,
    client: () => client,
    async work(functionName: string, { action = {}, worker, ...wish }: Wishes = {}): Promise<Working> {
      const events: WorkEvent[] = [];
      const run = await openWorker(
        {
          ...{ functions: [functionName], slots: 1, drainTimeoutMs: 0, pid: process.pid, ...wish },
          worker: { servers: gearmand.address, maxPacketBytes: 2 ** 30, ...worker },
        },
        'stream' in action ? action : { ...CAT, ...action },
        (event) => void events.push(event),
      );
      const ended = run.run();
      ended.catch(() => undefined); // Whoever waits for it is told.
      const last: Working['last'] = (type) => events.filter((event) => event.type === type).at(-1) as never;
      const told = (type: WorkEvent['type']) => until(() => last(type) !== undefined);
      working.push({ run, events, ended, last, told });
      return { run, events, ended, last, told };
    },
  };
}

/** All that a task reports once it is accepted, up to its end; bytes as text. */
export async function reports(task: Task): Promise<string[]> {
  const lines: string[] = [];
  for await (const event of task) if (event.type !== 'created') lines.push(reportText(event));
  return lines;
}

function reportText(event: TaskEvent): string {
  return 'data' in event ? `${event.type} ${Buffer.from(event.data).toString('latin1')}` : event.type;
}
