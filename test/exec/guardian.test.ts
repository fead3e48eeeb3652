import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { processStat, STARTERS } from './slot-fixture.js';

/** A worker of its own: runs a command in each of two slots again and again, and says which process group each is. */
const WORKER = `
const [by, room, body] = process.argv.slice(1);
const { CommandSlot } = await import('${resolve('dist/exec/command-slot.js')}');
const { openStarter } = await import('${resolve('dist/exec/open-starter.js')}');
const starter = await openStarter({ by, parent: room });
const request = {
  command: ['sh', '-c', body],
  stdin: Buffer.alloc(100_000),
  env: { PATH: process.env.PATH },
  onStdout: (chunk) => void process.stdout.write(chunk),
  onStderr: () => undefined,
};
for (const slot of [await CommandSlot.open(starter), await CommandSlot.open(starter)]) {
  const next = () => slot.run(request).then(next);
  void next();
}
`;

let room: string;
let worker: ChildProcess | undefined;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'gearctl-guardian-'));
});

afterEach(async () => {
  worker?.kill('SIGKILL');
  rmSync(room, { recursive: true, force: true });
});

/** Lets a worker run a shell script, kills it when it has said so many lines, and gives those. */
async function killAfter(lines: number, by: string, body: string): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WORKER, by, room, body], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  worker = child;
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (said.length === lines) break;
  }
  child.kill('SIGKILL');
  await once(child, 'close');
  return said;
}

/** The processes that belong to one of the groups. */
function membersOf(groups: readonly number[]): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = processStat(pid);
      return stat !== undefined && groups.includes(stat.group) && stat.state !== 'Z';
    });
}

describe.each(STARTERS)('when a worker with commands by %s is killed', (by) => {
  it.each([
    ['as they run', 2, 'echo $$; exec sleep 60'],
    ['when they have children', 2, 'sleep 60 & sleep 60 & echo $$; wait'],
    ['when they ignore TERM', 2, 'trap "" TERM; echo $$; while :; do sleep 1; done'],
    ['when they read and write without end', 2, 'echo $$; while :; do echo more >&2; done'],
    ['between one and the next', 40, 'echo $$'],
    ['when they have left some behind', 4, 'trap "" TERM; sleep 60 & trap - TERM; echo $$'],
  ])('nothing of them is left, %s', async (_when, lines, body) => {
    const groups = (await killAfter(lines, by, body)).map(Number);
    expect(groups.every((group) => group > 1)).toBe(true);
    await until(() => membersOf(groups).length === 0 && readdirSync(room).length === 0);
  });
});
