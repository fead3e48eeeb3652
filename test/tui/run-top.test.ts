import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Admin } from '../../src/admin/index.js';
import { statusDocument } from '../../src/cli/listings/status.js';
import { Client } from '../../src/client/index.js';
import { NoServerError, OutputError, UsageError } from '../../src/errors.js';
import { type JobServer, startServer } from '../../src/server/index.js';
import { type Origin, runTop, type TopWish } from '../../src/tui/run-top.js';

let server: JobServer;
let folder: string;
beforeAll(async () => {
  server = await startServer({ port: 0 });
  await using client = new Client({ servers: server.address });
  await client.background('mail', 'x');
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gearctl-top-'));
});
afterEach(() => rm(folder, { recursive: true }));

function live(...servers: readonly string[]): Origin {
  return { kind: 'live', admins: servers.map((each) => new Admin(each)), tls: false, probes: false };
}

/** Runs a view without a screen, and gives what it printed, noticed and found. */
async function shown(wish: Partial<TopWish>) {
  const output = new PassThrough();
  const notices: string[] = [];
  const usual: TopWish = {
    ...{ origin: live(server.address), show: 'block', allowActions: false, matches: () => true, sort: 'wait' },
    ...{ reverse: false, interface: { intervalMs: 500 }, look: { unicode: true, graph: 'braille' }, color: false },
    ...{ recordTo: undefined, rounds: 1, onlyLast: true, documentOf: statusDocument },
  };
  const io = {
    ...{ input: new PassThrough() as unknown as ReadStream, output: output as unknown as WriteStream, process, folder },
    ...{ servers: undefined, notice: (message: string) => notices.push(message) },
  };
  const unanswered = await runTop({ ...usual, ...wish }, io, new AbortController().signal);
  return { text: output.read()?.toString() ?? '', notices, unanswered };
}

describe('a view without a screen', () => {
  it('shows what servers say', async () => {
    const { text, unanswered } = await shown({});
    expect(text).toMatch(/1 waiting, 0 running, 0 workers {2}1\/1 servers\n/);
    expect(text).toMatch(/^mail +1 +0 +0 +- +- +stalled$/m);
    expect(unanswered).toEqual([]);
  });

  it('gives the servers that did not answer, and rejects when none did', async () => {
    const { unanswered } = await shown({ origin: live(server.address, '127.0.0.1:1') });
    expect(unanswered).toEqual([{ server: '127.0.0.1:1', errno: 'ECONNREFUSED', message: 'connection refused' }]);
    await expect(shown({ origin: live('127.0.0.1:1') })).rejects.toThrow(NoServerError);
  });

  it('shows in a replay what was recorded, to its end', async () => {
    const recordTo = join(folder, 'top.jsonl.gz');
    const first = await shown({ recordTo, rounds: 2, show: 'jsonl', onlyLast: false });
    const replay = { kind: 'replay', file: recordTo, speed: 1000 } as const;
    const again = await shown({ origin: replay, rounds: undefined, show: 'jsonl', onlyLast: false });
    const functions = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).functions);
    expect(functions(again.text)).toEqual(functions(first.text));
    expect(functions(first.text)).toMatchObject([[{ name: 'mail', waiting: 1 }], [{ name: 'mail', waiting: 1 }]]);
  });

  it('rejects what is no column, and a file that is there already', async () => {
    await expect(shown({ sort: 'speed' })).rejects.toThrow(UsageError);
    const recordTo = join(folder, 'top.jsonl');
    await shown({ recordTo });
    await expect(shown({ recordTo, rounds: 5 })).rejects.toThrow(OutputError);
  });
});
