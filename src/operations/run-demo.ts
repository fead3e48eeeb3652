import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Client, type Task } from '../client/index.js';
import { InputFileError, UnmetError } from '../errors.js';
import type { CommandEnvironment } from '../exec/command-request.js';
import { queryStatus } from './query-status.js';
import { PoolHost } from './run-worker/pool/pool-host.js';
import { functionSettings } from './run-worker/pool-file/function-settings-of.js';
import { ServerPool } from './server-pool.js';
import type { StatusReport } from './status-report.js';

/** What a demonstration needs. */
export interface DemoWish {
  /** The port of its job server; 0 takes a free one. */
  readonly port: number;
  /** The file whose lines are counted is the first of these that can be read. */
  readonly files: readonly string[];
  /** The environment of the command. */
  readonly env: CommandEnvironment;
  readonly pid: number;
  readonly signal: AbortSignal;
}

/** Something that was done. */
export interface DemoStep {
  readonly title: string;
  /** What does the same in a shell. */
  readonly commands: readonly string[];
  /** What the server said of its jobs, when it is worth a look. */
  readonly status?: StatusReport;
  /** What came out of it, and what was found when that was checked. */
  readonly outcome?: { readonly result: string; readonly check: string };
}

const FUNCTION = 'lines';
const COMMAND = ['wc', '-l'];
const NEWLINE = 0x0a;

/** A job that takes longer than this will not come to its end. */
const PATIENCE_MS = 5000;

/**
 * Runs a job server, a job and a worker in this process, and gives each step when it is done. What is said was checked:
 * throws UnmetError when the server or the result is not as it should be. Nothing is left of it at the end, however it
 * ends. Throws InputFileError, ListenError, CommandNotFoundError, AbortedError too.
 */
export async function* runDemo({ port, files, env, pid, signal }: DemoWish): AsyncGenerator<DemoStep> {
  const { path, bytes } = await firstFile(files);
  const name = basename(path);
  const lines = bytes.filter((byte) => byte === NEWLINE).length;
  const { startServer } = await import('../server/index.js');
  const server = await startServer({ port });
  try {
    const { address } = server;
    const at = `-s ${address}`;
    yield { title: 'Start a job server', commands: [`gearctl serve --listen ${address}`] };

    await using client = new Client({ servers: address, timeoutMs: PATIENCE_MS });
    await using pool = new ServerPool({ servers: [address] }, signal);
    const startedAt = performance.now();
    const task = client.submit(FUNCTION, bytes, { signal });
    await task.created;
    yield {
      title: `Submit a job: how many lines has ${name}? It waits, for nobody works yet`,
      commands: [`gearctl submit ${at} ${FUNCTION} < ${quoted(path)} &`, `gearctl status ${at}`],
      status: await statusOf(pool, { waiting: 1, running: 0, workers: 0 }),
    };

    const { status, result } = await workOnce(address, { env, pid }, task, () =>
      statusOf(pool, { waiting: 0, running: 1, workers: 1 }),
    );
    yield {
      title: `Start a worker: it runs ${COMMAND.join(' ')} for each job, which reads the file on stdin`,
      commands: [`gearctl work ${at} ${FUNCTION} -- ${COMMAND.join(' ')}`, `gearctl status ${at}`],
      status,
    };

    const ms = Math.round(performance.now() - startedAt);
    await statusOf(pool, { waiting: 0, running: 0, workers: 0 });
    demand(Number(result) === lines, `${COMMAND.join(' ')} counted ${result} lines, and ${name} has ${lines}`);
    yield {
      title: `The result is back with whoever submitted the job, after ${ms} ms`,
      commands: [],
      outcome: { result, check: `${name} does have ${lines} lines` },
    };
  } finally {
    await server.close();
  }
}

/** Runs a worker for one job. `look` is called while it is running, which the server knows it to be until it is reported. */
async function workOnce<T>(
  servers: string,
  { env, pid }: Pick<DemoWish, 'env' | 'pid'>,
  task: Task,
  look: () => Promise<T>,
): Promise<{ status: T; result: string }> {
  let looked: Promise<T> | undefined;
  const settings = functionSettings(FUNCTION, { command: COMMAND }, { env });
  const worker = await PoolHost.open(
    {
      source: { type: 'functions', functions: [FUNCTION], settings },
      ...{ maxJobs: 1, drainTimeoutMs: 0, pid, worker: { servers } },
      // Nothing here is told in JSON.
      bytesJson: () => ({}),
    },
    async ({ type }) => {
      if (type !== 'end') return;
      looked = look();
      await looked.catch(() => undefined); // It is thrown below.
    },
  );
  const ended = worker.run();
  try {
    const result = new TextDecoder().decode(await task.result()).trim();
    await ended;
    demand(looked !== undefined, 'the job has a result, and no worker knows of it');
    return { status: await looked, result };
  } finally {
    worker.stop('quit');
    await ended;
  }
}

/** Asks how it stands with the jobs, and checks that it is so. */
async function statusOf(
  pool: ServerPool,
  expected: { waiting: number; running: number; workers: number },
): Promise<StatusReport> {
  const report = await queryStatus(pool);
  for (const [measure, count] of Object.entries(expected)) {
    const found = report.totals[measure as keyof typeof expected];
    demand(found === count, `the server counts ${found} ${measure}, not ${count}`);
  }
  return report;
}

function demand(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new UnmetError(`the demonstration went wrong: ${otherwise}`);
}

async function firstFile(paths: readonly string[]): Promise<{ path: string; bytes: Uint8Array }> {
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes !== undefined) return { path, bytes };
  }
  throw new InputFileError(`cannot read ${paths.join(' nor ')}`);
}

/** Writes a word for the shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
