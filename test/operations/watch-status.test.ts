import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AbortedError, NoServerError, UsageError } from '../../src/errors.js';
import { ServerPool } from '../../src/operations/server-pool.js';
import { type StatusRound, type StatusWish, watchStatus } from '../../src/operations/watch-status.js';
import { runForeignClient, startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';

const never = new AbortController().signal;
const once: StatusWish = { patterns: [], exclude: [], busyOnly: false, intervalMs: 10, watch: false };

/** Nothing listens there: the port is reserved. */
const NOBODY = '127.0.0.1:1';

let q1: Gearmand;
let q2: Gearmand;
let worker: ChildProcess;

beforeAll(async () => {
  [q1, q2] = await Promise.all([startGearmand(), startGearmand()]);
  await runForeignClient('c', q1.port, 'webhook', Buffer.from('x'), 'background');
  await runForeignClient('c', q2.port, 'webhook', Buffer.from('y'), 'background');
  worker = await startForeignWorker('c', q2.port, 'resize');
});

afterAll(async () => {
  await stopProcess(worker);
  await Promise.all([q1.stop(), q2.stop()]);
});

/** Takes the rounds that come, `count` at most. */
async function look(wish: Partial<StatusWish>, servers = [q1.address, q2.address], signal = never, count = 5) {
  await using pool = new ServerPool({ servers }, signal);
  const taken: StatusRound[] = [];
  for await (const round of watchStatus(pool, { ...once, ...wish }, signal)) {
    taken.push(round);
    if (taken.length === count) break;
  }
  return taken;
}

describe('looking at the status', () => {
  it('is done in one round, with the jobs and workers of all servers', async () => {
    const [round, ...more] = await look({});
    expect(more).toEqual([]);
    expect(round).toMatchObject({
      last: true,
      verdict: { kind: 'fine' },
      report: {
        functions: [
          { name: 'resize', total: 0, workers: 1 },
          { name: 'webhook', total: 2, waiting: 2, waitingByPriority: { high: 0, normal: 2, low: 0 } },
        ],
      },
    });
  });

  it.each([
    { wish: { patterns: ['nosuch', 'web*'] }, verdict: { kind: 'unknown', names: ['nosuch'] } },
    { wish: { patterns: ['nosuch*'] }, verdict: { kind: 'fine' } },
    { wish: { failIf: 'waiting > 1' }, verdict: { kind: 'unmet' } },
    { wish: { failIf: 'waiting > 2' }, verdict: { kind: 'fine' } },
    { wish: { failIf: 'nosuch.waiting > 2' }, verdict: { kind: 'undecided' } },
    { wish: { failIf: 'waiting > 0 && workers == 0', patterns: ['resize'] }, verdict: { kind: 'fine' } },
    { wish: { failIf: 'waiting > 0 && workers == 0', exclude: ['re*'] }, verdict: { kind: 'unmet' } },
  ] as const)('finds $verdict.kind for $wish', async ({ wish, verdict }) => {
    expect((await look(wish)).map((round) => round.verdict)).toEqual([verdict]);
  });

  it('is partial while a server does not answer, whatever is missing', async () => {
    const [round] = await look({ patterns: ['nosuch'] }, [q1.address, NOBODY]);
    expect(round).toMatchObject({
      verdict: { kind: 'partial' },
      report: { servers: [{ ok: true }, { server: NOBODY, ok: false, error: { errno: 'ECONNREFUSED' } }] },
    });
  });

  it('fails when no server answers', async () => {
    await expect(look({}, [NOBODY])).rejects.toThrow(NoServerError);
  });

  it('goes on when it is to watch, also while no server answers', async () => {
    const rounds = await look({ watch: true, failIf: 'waiting > 0' }, [NOBODY], never, 3);
    expect(rounds.map(({ last, verdict }) => [last, verdict.kind])).toEqual(Array(3).fill([false, 'partial']));
  });

  it('goes on until a condition holds, and sees it come true', async () => {
    const gearmand = await startGearmand();
    try {
      await using pool = new ServerPool({ servers: [gearmand.address] }, never);
      const lasts: boolean[] = [];
      for await (const { last } of watchStatus(pool, { ...once, until: 'late.waiting >= 1' }, never)) {
        lasts.push(last);
        if (lasts.length === 2) await runForeignClient('c', gearmand.port, 'late', Buffer.from('x'), 'background');
      }
      expect(lasts).toEqual([false, false, true]);
    } finally {
      await gearmand.stop();
    }
  });

  it('takes nothing for true that a server which does not answer could make false', async () => {
    const rounds = await look({ until: 'resize.waiting == 0' }, [q2.address, NOBODY], never, 3);
    expect(rounds.map(({ last }) => last)).toEqual([false, false, false]);
    expect(await look({ until: 'waiting >= 1' }, [q2.address, NOBODY])).toHaveLength(1);
  });

  it('ends a watch as soon as it is to fail', async () => {
    expect(await look({ watch: true, failIf: 'waiting > 0' })).toHaveLength(1);
  });

  it('ends with AbortedError when it is told to stop', async () => {
    const stop = new AbortController();
    await using pool = new ServerPool({ servers: [q1.address] }, stop.signal);
    const rounds = watchStatus(pool, { ...once, watch: true, intervalMs: 60_000 }, stop.signal);
    await rounds.next();
    const next = rounds.next();
    stop.abort();
    await expect(next).rejects.toThrow(AbortedError);
  });

  it.each([{ until: 'waiting' }, { failIf: '(' }, { patterns: ['/(/'] }])('refuses %j', async (wish) => {
    await expect(look(wish)).rejects.toThrow(UsageError);
  });
});
