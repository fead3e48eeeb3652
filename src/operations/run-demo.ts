import { readFile } from 'node:fs/promises';
import { Admin, type StatusRow } from '../admin/index.js';
import { Client } from '../client/index.js';
import { InputFileError, UnmetError } from '../errors.js';
import type { CommandEnvironment } from '../exec/command-request.js';
import { openWorker } from './run-worker/open-worker.js';

/** What the demo works on. */
export interface DemoWish {
  /** The file whose lines are counted. */
  readonly file: string;
  /** What the command of the worker inherits. */
  readonly environment: CommandEnvironment;
  readonly pid: number;
  /** Gives up, and leaves nothing behind. */
  readonly signal: AbortSignal;
}

/** What happens in the demo, in this order. */
export type DemoStep =
  | { readonly type: 'serving'; readonly address: string }
  | {
      readonly type: 'submitted';
      readonly handle: string;
      readonly bytes: number;
      readonly status: readonly StatusRow[];
    }
  | { readonly type: 'working' }
  | {
      readonly type: 'result';
      readonly text: string;
      readonly durationMs: number;
      readonly status: readonly StatusRow[];
    };

/** The function and the command of the demo. */
export const DEMO_FUNCTION = 'wc';
export const DEMO_COMMAND = ['wc', '-l'] as const;

const TIMEOUT_MS = 10_000;

/**
 * Sends a file through a job server of its own into a command and back. Yields what happens; at the end, however it
 * comes, the server, the worker and the command are gone. Throws InputFileError, CommandNotFoundError, ListenError,
 * AbortedError, TimeoutError, and UnmetError when the result is not the number of lines.
 */
export async function* runDemo({ file, environment, pid, signal }: DemoWish): AsyncGenerator<DemoStep> {
  const workload = await readFile(file).catch((cause: unknown) => {
    throw new InputFileError(`cannot read ${file}`, { cause });
  });
  const { startServer } = await import('../server/index.js');
  const server = await startServer({ port: 0 });
  const servers = server.address;
  const client = new Client({ servers, timeoutMs: TIMEOUT_MS });
  const admin = new Admin(servers, { signal });
  const worker = await openWorker(
    { functions: [DEMO_FUNCTION], slots: 1, worker: { servers }, drainTimeoutMs: TIMEOUT_MS, pid },
    {
      ...{ command: DEMO_COMMAND, env: environment, timeoutMs: TIMEOUT_MS, killAfterMs: 1000 },
      ...{ resultMode: 'auto', maxResultBytes: workload.length, exceptions: true },
    },
    () => undefined,
  );
  let working: Promise<unknown> | undefined;
  try {
    yield { type: 'serving', address: servers };
    const task = client.submit(DEMO_FUNCTION, workload, { signal });
    const { handle } = await task.created;
    yield { type: 'submitted', handle, bytes: workload.length, status: await admin.status() };
    yield { type: 'working' };
    const startedAt = performance.now();
    working = worker.run();
    const text = Buffer.from(await task.result()).toString();
    yield { type: 'result', text, durationMs: performance.now() - startedAt, status: await admin.status() };
    const lines = workload.filter((byte) => byte === 0x0a).length;
    if (Number(text) !== lines) throw new UnmetError(`the result is '${text.trim()}', but the file has ${lines} lines`);
  } finally {
    worker.stop('asked');
    await (working ?? worker.run());
    await Promise.all([client.close(), admin.close()]);
    await server.close();
  }
}
