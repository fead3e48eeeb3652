import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Admin } from '../../src/admin/index.js';
import { startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { gearctl, type Run, type RunOptions, startGearctl } from '../support/run-gearctl.js';
import { ScriptedServer } from '../support/scripted-server.js';

const NOBODY = '127.0.0.1:1';

let gearmand: Gearmand;
let folder: string;
const workers: ChildProcess[] = [];
const servers: ScriptedServer[] = [];

beforeAll(async () => {
  gearmand = await startGearmand();
  folder = await mkdtemp(join(tmpdir(), 'gearctl-submit-'));
  for (const [name, mode] of [
    ['echo', 'echo'],
    ['fail', 'fail'],
    ['throw', 'exception'],
  ] as const) {
    workers.push(await startForeignWorker('php', gearmand.port, name, mode));
  }
});

afterAll(async () => {
  for (const worker of workers) await stopProcess(worker);
  await gearmand.stop();
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

function submit(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return gearctl(['submit', '-s', gearmand.address, ...args], options);
}

/** Starts a server that does something with the first job, and gives its address. */
async function serverThat(act: (peer: ScriptedServer['peers'][number]) => void): Promise<ScriptedServer> {
  const server = await ScriptedServer.start({ SUBMIT_JOB: (_packet, peer) => act(peer) });
  servers.push(server);
  return server;
}

describe('gearctl submit ends with', () => {
  it('1 and a line for each when all jobs failed', async () => {
    const { stdout, stderr, exit } = await submit(['fail', 'a', 'b']);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 1 });
    expect(stderr).toMatch(
      /^gearctl: job 1 \(H:\S+\) of 'fail' failed\ngearctl: job 2 \(H:\S+\) of 'fail' failed\n2 jobs: 2 failed in \d\.\d s\n$/,
    );
  });

  it('2 when all failed with an exception, whose text is on stderr', async () => {
    const { stdout, stderr, exit } = await submit(['throw', 'a']);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 2 });
    expect(stderr).toMatch(/^gearctl: job 1 \(H:\S+\) of 'throw' failed with an exception\nno decode delegate\n$/);
  });

  it('1 for an exception with --no-exceptions: gearmand makes a failure of it', async () => {
    const { stderr, exit } = await submit(['throw', '--no-exceptions', 'a']);
    expect(exit).toBe(1);
    expect(stderr).not.toContain('no decode delegate');
  });

  it('3 when only some failed, and keeps the results of the others', async () => {
    const lines = '{"data":"a"}\n{"function":"fail"}\n{"data":"b"}\n';
    const { stdout, stderr, exit } = await submit(['echo', '--input', 'jsonl'], { input: lines });
    expect({ stdout, exit }).toEqual({ stdout: 'a\nb', exit: 3 });
    expect(stderr).toContain('3 jobs: 2 done, 1 failed');
  });

  it('5 when a worker is required and there is none, and submits nothing', async () => {
    const { stdout, stderr, exit } = await submit(['--require-worker', 'echoo', 'a']);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 5 });
    expect(stderr).toBe("gearctl: no worker is registered for 'echoo' (1 worker does 'echo')\n");
    expect((await submit(['--require-worker', 'echo', 'a'])).stdout).toBe('a');
  });

  it.each([
    [['echo', '--at', 'soon'], "'soon' is no time"],
    [['echo', '-l', '-0'], 'cannot be given together'],
    [['echo', '-k', '--ungroup'], 'cannot be given together'],
    [['echo', '-e', 'a'], 'choose one'],
    [['echo', '-l', '-u', 'key'], 'all jobs would have the unique ID'],
    [['echo', '-j', 'lots'], 'is no number of jobs'],
    [['echo', '--halt', 'maybe'], 'is no rule to halt by'],
    [['echo', '--rate', '0'], 'is no rate'],
    [['echo', '-d', 'ab'], 'is no separator'],
    [['echo', '--max-packet', '9G'], 'is too much'],
    [[], 'FUNCTION is missing'],
  ])('64 for %j', async (args, message) => {
    const { stdout, stderr, exit } = await submit(args);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 64 });
    expect(stderr).toContain(message);
  });

  it.each([
    [['a b', 'x'], 'holds a space'],
    [['', 'x'], 'is empty'],
    [['echo', '-u', 'x'.repeat(64), 'x'], '64 bytes'],
    [['echo', '-f', 'also this', 'x'], 'holds a space'],
  ])('65 for %j, and submits nothing', async (args, message) => {
    const { stdout, stderr, exit } = await submit(args);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 65 });
    expect(stderr).toContain(message);
  });

  it('65 and the number of a line that is wrong, once the jobs before it have ended', async () => {
    const { stdout, stderr, exit } = await submit(['echo', '--input', 'jsonl'], {
      input: '{"data":"a"}\n\n{"data":"b"}\n{"data":7}\n{"data":"c"}\n',
    });
    expect({ stdout, exit }).toEqual({ stdout: 'a\nb', exit: 65 });
    expect(stderr).toMatch(/^gearctl: line 4: 'data' is not a text\nbefore that, 2 jobs: 2 done in \d\.\d s\n$/);
  });

  it('66 for a file that is not there, or that may not be read', async () => {
    const { stderr, exit } = await submit(['echo', '-a', join(folder, 'gone')]);
    expect(exit).toBe(66);
    expect(stderr).toContain('there is no such file');
    expect((await submit(['echo', '-l', '-a', folder])).exit).toBe(66);
    const locked = join(folder, 'locked');
    await writeFile(locked, 'secret');
    await chmod(locked, 0);
    // Nothing is locked for root.
    expect((await submit(['echo', '-a', locked])).exit).toBe(process.getuid?.() === 0 ? 0 : 66);
  });

  it('69 when there is no server, or no such host', async () => {
    const { stdout, stderr, exit } = await gearctl(['submit', '-s', `${NOBODY},nowhere.invalid`, '-b', 'f', 'x']);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 69 });
    expect(stderr).toMatch(/^gearctl: cannot reach any job server\n {2}127\.0\.0\.1:1 {2}connection refused +nowhere/);
    const lines = await gearctl(['submit', '-s', NOBODY, '-b', '-l', 'f'], { input: 'a\nb\n' });
    expect(lines.exit).toBe(69);
  });

  it('75 when the queue is full, and 3 when it was not full yet for some', async () => {
    await submit(['-b', 'narrow', 'first']);
    await using admin = new Admin(gearmand.address);
    await admin.setMaxQueue('narrow', 2);
    const some = await submit(['-b', '-l', 'narrow'], { input: '2\n3\n4\n' });
    expect(some.stdout).toMatch(/^H:\S+\n$/);
    expect(some.stderr).toMatch(/^gearctl: job 2 of 'narrow': \S+ answered QUEUE_ERROR/);
    expect(some.stderr).toContain('3 jobs: 1 accepted, 2 lost or refused');
    expect(some.exit).toBe(3);
    const none = await submit(['-b', 'narrow', 'another']);
    expect(none).toMatchObject({ stdout: '', exit: 75 });
  });

  it('75 and the handle when the server goes away after it has accepted a job', async () => {
    const server = await serverThat((peer) => {
      peer.send(
        { type: 'JOB_CREATED', handle: 'H:q1:7' },
        { type: 'WORK_DATA', handle: 'H:q1:7', data: Buffer.from('half') },
      );
      peer.close();
    });
    const { stdout, stderr, exit } = await gearctl(['submit', '-s', server.address, 'f', 'x']);
    expect({ stdout, exit }).toEqual({ stdout: 'half', exit: 75 });
    expect(stderr).toMatch(/^gearctl: job 1 \(H:q1:7\) of 'f' was lost: /);
  });

  it('75 when gearmand is killed in the middle of a job', async () => {
    const victim = await startGearmand();
    const child = startGearctl(['submit', '-s', victim.address, '--jsonl', 'nobody', 'x']);
    const [first] = await once(child.stdout, 'data');
    expect(String(first)).toContain('"created"');
    await victim.stop();
    const [exit] = await once(child, 'close');
    expect(exit).toBe(75);
  });

  it('76 when the server speaks something else', async () => {
    const server = await serverThat((peer) => peer.sendBytes(Buffer.from('220 smtp.example.org ESMTP\r\n')));
    expect((await gearctl(['submit', '-s', server.address, 'f', 'x'])).exit).toBe(76);
  });

  it('76 when a packet is larger than allowed', async () => {
    expect((await submit(['echo', '--max-packet', '1K'], { input: Buffer.alloc(2000, 'x') })).exit).toBe(76);
  });

  it('124 when the time has passed, whatever the server does', async () => {
    const server = await serverThat(() => undefined);
    const { stderr, exit } = await gearctl(['submit', '-s', server.address, '-t', '300ms', 'f', 'x']);
    expect(exit).toBe(124);
    expect(stderr).toContain('waiting stopped; one job was not confirmed, and may run or not');
  });

  it('124 also when the input does not end', async () => {
    const child = startGearctl(['submit', '-s', gearmand.address, '-t', '700ms', '-l', 'echo']);
    child.stdin.write('a\n');
    const [stdout, [exit]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect({ stdout, exit }).toEqual({ stdout: 'a', exit: 124 });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: says what is lost and ends with %d', async (signal, code) => {
    const child = startGearctl(['submit', '-s', gearmand.address, '--jsonl', 'nobody', 'x']);
    await once(child.stdout, 'data');
    const stderr = text(child.stderr);
    child.kill(signal);
    const [exit] = await once(child, 'close');
    expect(exit).toBe(code);
    expect(await stderr).toMatch(/^gearctl: waiting stopped; H:\S+ was running and its result is lost\n$/);
  });
});

describe('gearctl submit --halt', () => {
  it('stops at a failure and ends with 1, or with 3 if something succeeded before', async () => {
    const lines = '{"function":"fail"}\n{"data":"a"}\n';
    const { stdout, exit } = await submit(['echo', '--input', 'jsonl', '--halt', 'soon,fail'], { input: lines });
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 1 });
  });

  it('stops at a success and ends with 0, whatever failed before', async () => {
    const lines = '{"function":"fail"}\n{"data":"a"}\n{"data":"b"}\n';
    const { stdout, exit } = await submit(['echo', '--input', 'jsonl', '--halt', 'now,success'], { input: lines });
    expect({ stdout, exit }).toEqual({ stdout: 'a', exit: 0 });
  });
});
