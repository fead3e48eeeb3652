import { afterAll, afterEach, beforeAll } from 'vitest';
import type { CommandStarter } from '../../../src/exec/command-starter.js';
import { Coprocess } from '../../../src/exec/coprocess/coprocess.js';
import type { CoprocessEnd, CoprocessJob } from '../../../src/exec/coprocess/coprocess-job.js';
import type { CoprocessSettings } from '../../../src/exec/coprocess/coprocess-settings.js';
import { openStarter } from '../../../src/exec/open-starter.js';

/** A co-process under test, with what it said besides its jobs. */
export interface Subject {
  readonly coprocess: Coprocess;
  readonly log: string[];
  /** All that it wrote to stderr. */
  stderr(): string;
  /** Has a job done, whose data is this text. Ends are given with their data as text. */
  run(data: string | Uint8Array, details?: Partial<CoprocessJob>): Promise<PlainEnd>;
}

/** An end whose data is text. */
export type PlainEnd = { readonly type: CoprocessEnd['type'] } & Readonly<Record<string, unknown>>;

/** The command of the puppet: see puppet.py. */
export function puppet(capacity = 1, how: 'ready' | 'mute' | 'crash' | 'ignore' = 'ready'): readonly string[] {
  return ['/usr/bin/python3', 'test/exec/coprocess/puppet.py', `${capacity}`, how];
}

/** Opens co-processes, by default puppets, which are killed after the test. */
export function coprocessFixture() {
  let starter: CommandStarter;
  const opened: Coprocess[] = [];
  beforeAll(async () => {
    starter = await openStarter();
  });
  afterEach(async () => {
    for (const coprocess of opened) coprocess.kill();
    await Promise.all(opened.splice(0).map((coprocess) => coprocess.close()));
  });
  afterAll(() => starter.close());

  const settings = (details: Partial<CoprocessSettings> = {}): CoprocessSettings => ({
    // The second keeps Python from leaving files beside the clients.
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' },
    ...{ starter, command: puppet(), protocol: 'jsonl', killAfterMs: 200, hello: {} },
    ...{ onLog: () => undefined, onStderr: () => undefined },
    ...details,
  });

  return {
    settings,
    async open(details: Partial<CoprocessSettings> = {}, signal?: AbortSignal): Promise<Subject> {
      const log: string[] = [];
      const stderr: Uint8Array[] = [];
      const coprocess = await Coprocess.open(
        settings({
          onLog: (level, message) => void log.push(`${level} ${message}`),
          onStderr: (chunk) => void stderr.push(chunk),
          ...details,
        }),
        signal,
      );
      opened.push(coprocess);
      return {
        ...{ coprocess, log },
        stderr: () => Buffer.concat(stderr).toString(),
        run: async (data, job) => plain(await coprocess.run(coprocessJob(data, job))),
      };
    },
  };
}

let keys = 0;

/** A job with a key of its own, of which nobody wants to hear more than the end. */
export function coprocessJob(data: string | Uint8Array, details: Partial<CoprocessJob> = {}): CoprocessJob {
  return {
    ...{ key: `${++keys}`, facts: {}, data: typeof data === 'string' ? Buffer.from(data) : data },
    ...{ onData: () => undefined, onWarning: () => undefined, onProgress: () => undefined },
    ...details,
  };
}

/** An end with its data as text. */
export function plain(end: CoprocessEnd): PlainEnd {
  return 'data' in end ? { ...end, data: Buffer.from(end.data).toString() } : { ...end };
}
