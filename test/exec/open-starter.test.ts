import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandNotFoundError, SystemError } from '../../src/errors.js';
import { CommandSlot } from '../../src/exec/command-slot.js';
import { openStarter } from '../../src/exec/open-starter.js';
import { until } from '../support/until.js';
import { livingIn, processStat, run, SHORT, STARTERS, script, slotFixture } from './slot-fixture.js';

const NOBODY = { uid: 65_534, gid: 65_534, groups: [] };
const LONG_MS = 60_000;
const text = (output: Uint8Array) => Buffer.from(output).toString();

let room: string;

beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), 'gearctl-starter-'));
});

afterAll(() => rmSync(room, { recursive: true }));

/** The lines of /proc/self/status that begin with one of the names. */
function statusOf(...names: string[]): { command: string[] } {
  return { command: ['grep', '-E', `^(${names.join('|')}):`, '/proc/self/status'] };
}

describe.each(STARTERS)('a command started by %s', (by) => {
  const open = slotFixture(by);

  async function stdoutOf(details: Parameters<typeof script>[1], body = ''): Promise<string> {
    const { outcome, stdout, stderr } = await run(await open(), script(body, details));
    expect([outcome, text(stderr)]).toMatchObject([{ type: 'exited', exitCode: 0 }, '']);
    return text(stdout);
  }

  describe('finds', () => {
    it('its words and variables as they are, whatever bytes they have', async () => {
      const command = [
        'printf',
        '%s|',
        "it's",
        '"',
        '\n',
        '',
        'a\nb\n',
        '-x',
        'ü',
        Buffer.from('\xff\xfe\n', 'latin1'),
      ];
      const { stdout } = await run(await open(), script('', { command }));
      expect(Buffer.from(stdout)).toEqual(
        Buffer.concat([Buffer.from('it\'s|"|\n||a\nb\n|-x|ü|'), Buffer.from('\xff\xfe\n|', 'latin1')]),
      );
    });

    it('the variables of this run on top of the others, one run after the other', async () => {
      const slot = await open();
      const env = { PATH: process.env.PATH, KEPT: 'a\nb', CHANGED: 'old', GONE: 'x' };
      const first = { CHANGED: "it's", GONE: undefined, ONCE: '1', 'A.B': '=' };
      const lines = async (variables: Record<string, string | undefined>) =>
        text((await run(slot, script('', { command: ['env', '-0'], env, variables }))).stdout)
          .split('\0')
          .sort();
      const path = `PATH=${env.PATH}`;
      expect(await lines(first)).toEqual(['', 'A.B==', "CHANGED=it's", 'KEPT=a\nb', 'ONCE=1', path]);
      expect(await lines({})).toEqual(['', 'CHANGED=old', 'GONE=x', 'KEPT=a\nb', path]);
    });

    it('an environment larger than a FIFO', async () => {
      const env = {
        PATH: process.env.PATH,
        ...Object.fromEntries([1, 2, 3].map((n) => [`BIG${n}`, 'x'.repeat(100_000)])),
      };
      expect(await stdoutOf({ env }, 'printf "$BIG1$BIG2$BIG3" | wc -c')).toBe('300000\n');
    });

    it('no descriptors but its own, and no signal blocked or ignored', async () => {
      // The last is the directory. What we have inherited ourselves, spawn hands on.
      const usual = by === 'launcher' ? '0\n1\n2\n3\n' : execFileSync('ls', ['/proc/self/fd']).toString();
      expect(await stdoutOf({ command: ['ls', '/proc/self/fd'] })).toBe(usual);
      const onControl = () => undefined;
      expect(await stdoutOf({ command: ['ls', '/proc/self/fd'], onControl })).toBe(`${usual}4\n`);
      expect(await stdoutOf(statusOf('SigBlk', 'SigIgn'))).toBe(
        `SigBlk:\t${'0'.repeat(16)}\nSigIgn:\t${'0'.repeat(16)}\n`,
      );
    });
  });

  describe('writes', () => {
    it.each(['>&3', '>/dev/fd/3', '>/proc/self/fd/3'])('to its control channel: %s', async (where) => {
      const control: Uint8Array[] = [];
      const onControl = (chunk: Uint8Array) => void control.push(chunk);
      expect(await stdoutOf({ onControl }, `printf 'a\\0b\\377' ${where}; echo out`)).toBe('out\n');
      expect(Buffer.concat(control)).toEqual(Buffer.from('a\0b\xff', 'latin1'));
    });

    it('to one stream what goes to stdout and stderr, in that order, when they are merged', async () => {
      const onStderr = () => expect.unreachable();
      const body = 'for i in 1 2 3; do echo out $i; echo err $i >&2; done; echo dev >/dev/stderr';
      const { stdout } = await run(await open(), script(body, { stderr: 'merged', onStderr }));
      expect(text(stdout)).toBe('out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\ndev\n');
    });

    it('on, when it has closed its stdout early', async () => {
      const { outcome, stdout, stderr } = await run(
        await open(),
        script('echo out; exec >&-; sleep 0.05; echo err >&2; exit 3'),
      );
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 3 });
      expect([text(stdout), text(stderr)]).toEqual(['out\n', 'err\n']);
    });
  });

  describe('is ended', () => {
    it('when it was silent for too long, but not while it speaks on any stream', async () => {
      const body =
        'for i in 1 2 3 4; do sleep 0.15; echo >&1; sleep 0.15; echo >&2; sleep 0.15; echo >&3; done; sleep 60';
      let chunks = 0;
      const count = () => void chunks++;
      const takers = { onStdout: count, onStderr: count, onControl: count };
      const { outcome } = await run(await open(), script(body, { ...SHORT, ...takers, idleTimeoutMs: 1000 }));
      expect(outcome).toMatchObject({ type: 'timed-out', limit: 'idle', signal: 'SIGTERM' });
      expect(chunks).toBe(12);
    });

    it('by the signals of its sequence, grandchildren too', async () => {
      const body = 'trap "echo term" TERM; trap "echo int" INT; sleep 60 & echo $$; while :; do sleep 0.05; done';
      const endSequence = [
        { signal: 'SIGTERM', waitMs: 100 },
        { signal: 'SIGINT', waitMs: 100 },
      ] as const;
      const { outcome, stdout } = await run(await open(), script(body, { timeoutMs: 300, lingerMs: 100, endSequence }));
      expect(outcome).toMatchObject({ type: 'timed-out', limit: 'timeout', exitCode: null, signal: 'SIGKILL' });
      const [pid, ...said] = text(stdout).trim().split('\n');
      expect(said).toEqual(['term', 'int']);
      await until(() => livingIn(Number(pid)).length === 0);
    });

    it('also when it was stopped at once', async () => {
      const { outcome } = await run(await open(), script('kill -STOP $$', { ...SHORT, timeoutMs: 300 }));
      expect(outcome).toMatchObject({ type: 'timed-out', signal: 'SIGTERM' });
    });

    it('later, when its deadline was pushed', async () => {
      const slot = await open();
      const onStdout = () => slot.extend(LONG_MS);
      const { outcome } = await run(slot, script('echo; sleep 0.6; exit 4', { onStdout, timeoutMs: 400 }));
      expect(outcome).toMatchObject({ type: 'exited', exitCode: 4 });
    });

    it('without those that it may leave behind', async () => {
      const slot = await open();
      const { outcome } = await run(slot, script('sleep 60 >/dev/null 2>&1 & echo', { ...SHORT, keepsChildren: true }));
      const pid = 'pid' in outcome ? outcome.pid : 0;
      await slot.close();
      expect(livingIn(pid)).toHaveLength(1);
      process.kill(-pid, 'SIGKILL');
      await until(() => livingIn(pid).length === 0);
    });
  });

  it('is told by its time on the processor, where that is known', async () => {
    const { outcome } = await run(await open(), script('i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'));
    const usage = 'usage' in outcome ? outcome.usage : undefined;
    if (by === 'launcher') expect(usage?.cpuUserMs).toBeGreaterThan(10);
    else expect(usage).toBeUndefined();
  });

  const describeByRoot = process.getuid?.() === 0 ? describe : () => undefined;
  describeByRoot('by root', () => {
    it('runs as another user, in exactly the groups that it is given', async () => {
      const lines = (groups: string) => `Uid:${'\t65534'.repeat(4)}\nGid:${'\t65534'.repeat(4)}\nGroups:\t${groups} \n`;
      const status = { ...statusOf('Uid', 'Gid', 'Groups'), stdin: Buffer.from('x') };
      expect(await stdoutOf({ ...status, user: { ...NOBODY, groups: [1, 65_534] } })).toBe(lines('1 65534'));
      expect((await stdoutOf({ ...status, user: NOBODY })).replace('Groups:\t65534', 'Groups:\t')).toBe(lines(''));
      expect(await stdoutOf({ ...statusOf('CapEff'), user: NOBODY })).toBe(`CapEff:\t${'0'.repeat(16)}\n`);
    });

    it('as another user can open its streams by name', async () => {
      const onControl = () => undefined;
      for (const stdin of ['small', 'x'.repeat(100_000)]) {
        const body = 'cat /dev/stdin >/dev/stdout; echo >/dev/fd/3';
        expect(await stdoutOf({ user: NOBODY, onControl, stdin: Buffer.from(stdin) }, body)).toBe(stdin);
      }
    });

    it('as another user is ended like any other', async () => {
      const { outcome } = await run(await open(), script('sleep 60', { user: NOBODY, timeoutMs: 100, ...SHORT }));
      expect(outcome).toMatchObject({ type: 'timed-out', signal: 'SIGTERM' });
    });

    it('finds itself below another root directory, and its program is looked up there', async () => {
      const root = join(room, by);
      mkdirSync(join(root, 'etc'), { recursive: true });
      execFileSync('sh', [
        '-c',
        `cd ${root} && for d in bin lib lib64 usr; do [ -e /$d ] && mkdir -p $d && mount --rbind /$d $d; done; true`,
      ]);
      try {
        const inside = { chroot: root, command: ['ls', '/'] };
        expect(await stdoutOf(inside)).toBe('bin\netc\nlib\nlib64\nusr\n');
        expect(await stdoutOf({ ...inside, command: ['pwd'], cwd: '/usr', user: NOBODY })).toBe('/usr\n');
        const { outcome } = await run(await open(), script('', { chroot: root, command: ['/tmp/no-such-program'] }));
        expect(outcome).toMatchObject({ type: 'not-started', error: expect.any(CommandNotFoundError) });
      } finally {
        execFileSync('sh', ['-c', `for d in bin lib lib64 usr; do umount -l ${root}/$d 2>/dev/null; done; true`]);
      }
    });

    it('has the niceness and the limits that it is given', async () => {
      const own = Number(execFileSync('nice').toString());
      expect(await stdoutOf({ command: ['nice'], nice: 7 })).toBe(`${own + 7}\n`);
      const resourceLimits = [
        { name: 'nofile', soft: 77, hard: 88 },
        { name: 'core', soft: 0 },
      ];
      const limits = await stdoutOf({ command: ['cat', '/proc/self/limits'], resourceLimits });
      expect(limits).toMatch(/Max open files +77 +88/);
      expect(limits).toMatch(/Max core file size +0 +unlimited/);
    });

    it('is not started with a limit that the system does not know, and leaves nothing for the next', async () => {
      const slot = await open();
      const { outcome } = await run(slot, script('', { resourceLimits: [{ name: 'nonsense', soft: 1 }] }));
      expect(outcome).toMatchObject({
        type: 'not-started',
        error: { code: expect.stringMatching(/ACCESS_DENIED|SYSTEM/) },
      });
      expect((await run(slot, script('echo next >&2'))).stderr.toString()).toBe('next\n');
    });
  });

  it('leads a group whose number is its pid', async () => {
    const { outcome, stdout } = await run(await open(), script('echo $$; cat /proc/self/stat'));
    const pid = 'pid' in outcome ? outcome.pid : 0;
    expect(text(stdout)).toMatch(new RegExp(`^${pid}\n\\d+ \\(cat\\) R ${pid} ${pid} `));
  });

  it('may daemonize, and is done all the same', async () => {
    const file = join(room, `${by}.pid`);
    const daemon = `setsid sh -c 'echo $$ >${file}; exec sleep 60' >/dev/null 2>&1 </dev/null &`;
    const body = `${daemon} until test -s ${file}; do sleep 0.01; done; exit 5`;
    const { outcome } = await run(await open(), script(body));
    expect(outcome).toMatchObject({ type: 'exited', exitCode: 5 });
    const pid = Number(execFileSync('cat', [file]));
    expect(processStat(pid)?.session).toBe(pid);
    process.kill(pid, 'SIGKILL');
  });
});

describe.each(STARTERS)('commands that are kin, started by %s', (by) => {
  async function stdoutOf(command: readonly (string | Uint8Array)[]): Promise<string> {
    const starter = await openStarter({ by, kinship: 'kin', parent: room });
    const slot = await CommandSlot.open(starter);
    try {
      return text((await run(slot, script('', { command }))).stdout);
    } finally {
      await slot.close();
      await starter.close();
    }
  }

  it('belong to our session and group, and ignore SIGPIPE', async () => {
    const own = processStat(process.pid);
    const stat = (await stdoutOf(['cat', '/proc/self/stat'])).split(' ');
    expect([Number(stat[4]), Number(stat[5])]).toEqual([own?.group, own?.session]);
    expect(await stdoutOf(['grep', 'SigIgn', '/proc/self/status'])).toMatch(/^SigIgn:\t0+1000\n$/);
  });

  it('leave nothing behind', () => {
    expect(readdirSync(room).filter((name) => name.startsWith('gearctl-'))).toEqual([]);
  });
});

describe('a starter', () => {
  it('is refused where there is no place for its directory', async () => {
    await expect(openStarter({ parent: join(room, 'nowhere') })).rejects.toThrow(SystemError);
  });
});
