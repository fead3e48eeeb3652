import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClosedError, CommandNotExecutableError, CommandNotFoundError, UsageError } from '../../src/errors.js';
import { CommandLauncher } from '../../src/exec/command-launcher.js';
import type { CommandEnvironment } from '../../src/exec/command-request.js';
import type { CommandWord } from '../../src/exec/launch-script.js';
import { until } from '../support/until.js';

const ENV: CommandEnvironment = { PATH: process.env.PATH };

let folder: string;
let opened: CommandLauncher[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'launcher-'));
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((launcher) => launcher.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function open(command: readonly CommandWord[], env = ENV): Promise<CommandLauncher> {
  const launcher = await CommandLauncher.open({ command, env }, folder);
  opened.push(launcher);
  return launcher;
}

const shell = (script: string, env = ENV) => open(['sh', '-c', script], env);

async function outputOf(launcher: CommandLauncher, stdin: string | Uint8Array = ''): Promise<string> {
  const chunks: Uint8Array[] = [];
  await launcher.run(Buffer.from(stdin), (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks).toString('latin1');
}

const status = (launcher: CommandLauncher) => launcher.run(new Uint8Array(), () => undefined);

describe('a launcher', () => {
  it('runs a command again and again, each time with its own input and output', async () => {
    const launcher = await open(['tr', 'a-z', 'A-Z']);
    for (const text of ['one', '', 'two']) expect(await outputOf(launcher, text)).toBe(text.toUpperCase());
  });

  it('feeds and reads a command at the same time', async () => {
    const large = Buffer.alloc(1_000_000, 'x');
    expect(await outputOf(await open(['cat']), large)).toHaveLength(large.length);
  });

  it('does not mind a command that reads nothing', async () => {
    const launcher = await shell('exec <&-; echo done');
    const large = Buffer.alloc(300_000);
    expect([await outputOf(launcher, large), await outputOf(launcher, large)]).toEqual(['done\n', 'done\n']);
  });

  it('tells the exit status, and the signal that killed a command', async () => {
    expect(await status(await shell('exit 3'))).toBe(3);
    expect(await status(await shell('kill -KILL $$'))).toBe(128 + 9);
  });

  it('hands words on as they are, also such as are no UTF-8', async () => {
    expect(await outputOf(await open(['printf', '%s|', "it's", '$HOME', '*', '', 'a\n']))).toBe("it's|$HOME|*||a\n|");
    const bytes = Buffer.from('\xff\xfe\n\n', 'latin1');
    expect(await outputOf(await open(['printf', '%s|', bytes, "it's", '']))).toBe("\xff\xfe\n\n|it's||");
  });

  it('runs programs, not what a shell has of the same name', async () => {
    writeFileSync(join(folder, 'echo'), '#!/bin/sh\nprintf mine', { mode: 0o755 });
    expect(await outputOf(await open(['echo'], { PATH: `${folder}:${ENV.PATH}` }))).toBe('mine');
  });

  it('leaves the environment as it is', async () => {
    const env = { PATH: process.env.PATH, PWD: '/nowhere', SHLVL: '7', 'A.B': "it's", EMPTY: '' };
    const lines = (await outputOf(await open(['env'], env))).trimEnd().split('\n');
    expect(lines.sort()).toEqual(
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
    expect(await outputOf(await open(['env']))).toBe(`PATH=${ENV.PATH}\n`);
  });

  it('lets commands ignore SIGPIPE, and have none of its own descriptors', async () => {
    expect(await outputOf(await shell('grep SigIgn /proc/self/status'))).toMatch(/^SigIgn:\t0+1000\n$/);
    expect(await outputOf(await open(['ls', '-l', '/proc/self/fd']))).not.toMatch(/ [3-9] -> socket/);
  });

  it('waits until nobody has the output open, and lets live whoever closed it', async () => {
    const file = join(folder, 'go');
    const launcher = await shell(`echo early; (until test -e ${file}; do sleep 0.01; done; echo late) &`);
    const output = outputOf(launcher);
    writeFileSync(file, '');
    expect(await output).toBe('early\nlate\n');
    const survivor = join(folder, 'survivor');
    await status(await shell(`(until test ! -e ${file}; do sleep 0.01; done; touch ${survivor}) >/dev/null 2>&1 &`));
    rmSync(file);
    await until(() => existsSync(survivor));
  });

  it('gives the next command other FIFOs while one that was left behind can read the old ones', async () => {
    const [go, gone] = [join(folder, 'go'), join(folder, 'gone')];
    const launcher = await shell(`(until test -e ${go}; do sleep 0.01; done; : >${gone}) <&0 >/dev/null & cat`);
    expect(await outputOf(launcher, 'one')).toBe('one');
    expect(await outputOf(launcher, 'two')).toBe('two');
    writeFileSync(go, '');
    await until(() => existsSync(gone));
  });

  it('finds out each time whether the command can be run', async () => {
    const path = join(folder, 'command');
    const launcher = await open([path]);
    await expect(status(launcher)).rejects.toThrow(CommandNotFoundError);
    writeFileSync(path, 'exit 4', { mode: 0o644 });
    await expect(status(launcher)).rejects.toThrow(CommandNotExecutableError);
    rmSync(path);
    writeFileSync(path, 'exit 4', { mode: 0o755 });
    expect(await status(launcher)).toBe(4);
  });

  it('rejects with what the taker of the output throws', async () => {
    const launcher = await open(['echo', 'x']);
    const failing = launcher.run(new Uint8Array(), () => {
      throw new UsageError('no room');
    });
    await expect(failing).rejects.toThrow('no room');
    expect(await outputOf(launcher)).toBe('x\n');
  });

  it('runs one command at a time, and none when it is closed', async () => {
    const launcher = await open(['cat']);
    const first = outputOf(launcher, 'x');
    await expect(status(launcher)).rejects.toThrow(UsageError);
    await first;
    await launcher.close();
    await expect(status(launcher)).rejects.toThrow(ClosedError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves no FIFOs when it is abandoned, and a command that runs goes on', async () => {
    const [started, go, survivor] = ['started', 'go', 'survivor'].map((name) => join(folder, name));
    const launcher = await shell(`: >${started}; until test -e ${go}; do sleep 0.01; done; : >${survivor}`);
    const running = status(launcher);
    await until(() => existsSync(started ?? ''));
    launcher.abandon();
    expect(readdirSync(folder)).toEqual(['started']);
    writeFileSync(go ?? '', '');
    await running;
    expect(existsSync(survivor ?? '')).toBe(true);
  });
});
