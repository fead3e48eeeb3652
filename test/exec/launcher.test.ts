import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandSlot } from '../../src/exec/command-slot.js';
import type { CommandStarter } from '../../src/exec/command-starter.js';
import { openStarter } from '../../src/exec/open-starter.js';
import { until } from '../support/until.js';
import { cmdlinesOf, livingIn, processStat, run, SHORT, script } from './slot-fixture.js';

const text = (output: Uint8Array) => Buffer.from(output).toString();

let room: string;
let starter: CommandStarter;
let slots: CommandSlot[];

beforeEach(async () => {
  room = mkdtempSync(join(tmpdir(), 'gearctl-launcher-'));
  starter = await openStarter({ by: 'launcher', parent: room });
  slots = [];
});

afterEach(async () => {
  await Promise.all(slots.map((slot) => slot.close()));
  await starter.close();
  rmSync(room, { recursive: true });
});

async function open(): Promise<CommandSlot> {
  const slot = await CommandSlot.open(starter);
  slots.push(slot);
  return slot;
}

/** The processes of the launcher: its own, and those of the seats. */
const launchers = () => cmdlinesOf(/^gearctl launcher$/);
const seats = () => cmdlinesOf(/^gearctl launcher, seat/);

describe('a launcher', () => {
  it('serves many slots at a time, each in order', async () => {
    const many = await Promise.all(Array.from({ length: 8 }, open));
    const outputs = await Promise.all(
      many.map(async (slot, number) => {
        let all = '';
        for (let i = 0; i < 20; i++) all += text((await run(slot, script(`echo ${number}.${i}`))).stdout);
        return all;
      }),
    );
    const expected = (number: number) => Array.from({ length: 20 }, (_, i) => `${number}.${i}\n`).join('');
    expect(outputs).toEqual(many.map((_, number) => expected(number)));
  });

  it('ends with all its seats when it is closed, and nothing is left', async () => {
    await run(await open(), script('true'));
    expect([launchers().length, seats().length]).toEqual([1, 1]);
    await slots.pop()?.close();
    await starter.close();
    await until(() => launchers().length + seats().length === 0);
    expect(readdirSync(room)).toEqual([]);
  });

  it('that was killed leaves commands that nobody can judge: they are ended, and the next finds another launcher', async () => {
    const slot = await open();
    let pid = 0;
    const onStdout = (chunk: Uint8Array) => {
      pid = Number(text(chunk));
      for (const each of [...launchers(), ...seats()]) process.kill(each, 'SIGKILL');
    };
    const { outcome } = await run(slot, script('sleep 60 & echo $$; sleep 60', { ...SHORT, onStdout }));
    expect(outcome).toMatchObject({ type: 'stopped', exitCode: null, signal: null, pid });
    await until(() => livingIn(pid).length === 0);
    expect(text((await run(slot, script('echo again'))).stdout)).toBe('again\n');
  });

  it('takes its seats with it when it alone is killed', async () => {
    const [busy, idle] = [await open(), await open()];
    await run(idle, script('true'));
    let orphans: number[] = [];
    let pid = 0;
    const onStdout = (chunk: Uint8Array) => {
      pid = Number(text(chunk));
      orphans = seats();
      for (const each of launchers()) process.kill(each, 'SIGKILL');
    };
    const { outcome } = await run(busy, script('echo $$; sleep 60', { ...SHORT, onStdout }));
    expect(outcome).toMatchObject({ type: 'stopped', exitCode: null, signal: null, pid });
    await until(() => livingIn(pid).length === 0 && !seats().some((seat) => orphans.includes(seat)));
    expect(text((await run(busy, script('echo again'))).stdout)).toBe('again\n');
    expect(text((await run(idle, script('echo again'))).stdout)).toBe('again\n');
    expect([orphans.length, launchers().length, seats().length]).toEqual([2, 1, 2]);
  });

  it('replaces a seat that was killed, and its command is ended', async () => {
    const [slot, other] = [await open(), await open()];
    await run(other, script('true'));
    const [survivor] = seats();
    let pid = 0;
    const onStdout = (chunk: Uint8Array) => {
      pid = Number(text(chunk));
      for (const seat of seats()) if (seat !== survivor) process.kill(seat, 'SIGKILL');
    };
    const { outcome } = await run(slot, script('echo $$; sleep 60', { ...SHORT, onStdout }));
    expect(outcome).toMatchObject({ type: 'stopped', exitCode: null, signal: null });
    await until(() => livingIn(pid).length === 0);
    expect(text((await run(slot, script('echo again'))).stdout)).toBe('again\n');
    expect(text((await run(other, script('echo other'))).stdout)).toBe('other\n');
    expect(seats()).toContain(survivor);
  });

  it('is not ended by the signals that are meant for the worker', async () => {
    const slot = await open();
    await run(slot, script('true'));
    for (const pid of [...launchers(), ...seats()]) {
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGCHLD'] as const) process.kill(pid, signal);
    }
    const { stdout } = await run(slot, script('echo here; grep SigIgn /proc/self/status'));
    expect(text(stdout)).toBe(`here\nSigIgn:\t${'0'.repeat(16)}\n`);
    expect(launchers().map((pid) => processStat(pid)?.state)).toEqual(['S']);
  });

  it('tells real-time signals, too, from an exit', async () => {
    const { outcome } = await run(await open(), script('kill -s 40 $$'));
    expect(outcome).toMatchObject({ type: 'signaled', signal: 'SIG40' });
  });
});
