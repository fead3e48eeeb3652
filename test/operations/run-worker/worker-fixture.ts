import { afterAll, afterEach, beforeAll } from 'vitest';
import { bytesJson } from '../../../src/cli/output/bytes-json.js';
import { Client, type Task, type TaskEvent } from '../../../src/client/index.js';
import type { FunctionSettings, ProcessUser } from '../../../src/operations/run-worker/function-settings.js';
import type { PayloadSettings } from '../../../src/operations/run-worker/payload-output.js';
import type { HostWish } from '../../../src/operations/run-worker/pool/host-wish.js';
import { PoolHost } from '../../../src/operations/run-worker/pool/pool-host.js';
import {
  defaultSettings,
  functionSettings,
} from '../../../src/operations/run-worker/pool-file/function-settings-of.js';
import type { FunctionWish } from '../../../src/operations/run-worker/pool-file/function-wish.js';
import type { StopState } from '../../../src/operations/run-worker/stop-state.js';
import type { WorkEvent } from '../../../src/operations/run-worker/work-event.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { until } from '../../support/until.js';

/** A worker that runs, and what it has told so far. */
export interface Working {
  readonly run: PoolHost;
  readonly events: WorkEvent[];
  readonly ended: Promise<StopState>;
  /** The last event of a type that was told. */
  last<Type extends WorkEvent['type']>(type: Type): Extract<WorkEvent, { type: Type }> | undefined;
  /** Waits for an event of a type. */
  told(type: WorkEvent['type']): Promise<void>;
}

/** How a worker of a test differs from one that runs `cat` for each job. */
export interface Wishes extends Partial<Omit<HostWish, 'source' | 'worker'>> {
  readonly action?: FunctionWish | PayloadSettings;
  readonly slots?: number;
  readonly worker?: Partial<HostWish['worker']>;
  /** As whom commands run. */
  readonly user?: ProcessUser;
}

/** How commands of a test are ended: it can wait for that. */
const QUICKLY: FunctionWish['endSequence'] = [
  { signal: 'SIGTERM', waitMs: 200 },
  { signal: 'SIGKILL', waitMs: 0 },
];

/** The action that runs a shell script for each job. */
export function script(text: string, wish: FunctionWish = {}): FunctionWish {
  return { command: ['sh', '-c', text], ...wish };
}

/** The settings of a function whose commands end quickly. */
export function commandSettings(functionName: string, wish: FunctionWish, user?: ProcessUser): FunctionSettings {
  const whole = { ...(wish.shell === undefined && { command: ['cat'] }), endSequence: QUICKLY, ...wish };
  return functionSettings(functionName, whole, { env: { PATH: process.env.PATH }, user });
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
    async work(functionName: string, { action = {}, slots = 1, user, worker, ...wish }: Wishes = {}): Promise<Working> {
      const events: WorkEvent[] = [];
      const isPrinted = 'stream' in action;
      const settings = isPrinted ? defaultSettings(functionName) : commandSettings(functionName, action, user);
      const run = await PoolHost.open(
        {
          ...{ source: { type: 'functions', functions: [functionName], settings: { ...settings, slots } } },
          ...{ drainTimeoutMs: 0, pid: process.pid, bytesJson, print: isPrinted ? action : undefined, ...wish },
          worker: { servers: gearmand.address, maxPacketBytes: 2 ** 30, ...worker },
        },
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
