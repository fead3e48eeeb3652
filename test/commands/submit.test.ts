import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAdmin, runForeignClient, startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { gearctl, type Run, type RunOptions } from '../support/run-gearctl.js';

let gearmand: Gearmand;
let folder: string;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  gearmand = await startGearmand();
  folder = await mkdtemp(join(tmpdir(), 'gearctl-submit-'));
  workers.push(
    await startForeignWorker('c', gearmand.port, 'echo'),
    await startForeignWorker('c', gearmand.port, 'prefix\techo'),
    await startForeignWorker('c', gearmand.port, 'length', 'length'),
    await startForeignWorker('php', gearmand.port, 'talk', 'talk'),
  );
});

afterAll(async () => {
  for (const worker of workers) await stopProcess(worker);
  await gearmand.stop();
  await rm(folder, { recursive: true });
});

function submit(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return gearctl(['submit', '-s', gearmand.address, ...args], options);
}

/** How many jobs of a function wait, by gearmand's own word. */
async function waiting(functionName: string): Promise<number> {
  const row = (await askAdmin(gearmand.port, 'status'))
    .split('\n')
    .find((line) => line.startsWith(`${functionName}\t`));
  return Number(row?.split('\t')[1] ?? 0);
}

describe('gearctl submit: what is submitted', () => {
  it('is each DATA, the results one after the other and nothing else', async () => {
    expect(await submit(['echo', 'hello ', 'world'])).toEqual({ stdout: 'hello world', stderr: '', exit: 0 });
  });

  it('is DATA in its own order, also when it looks like the value of a flag or like a flag', async () => {
    expect((await submit(['echo', 'b', '-p', 'low', 'a', 'low', '--', '--tag', '-b'])).stdout).toBe('balow--tag-b');
  });

  it('is all of stdin, byte for byte', async () => {
    expect((await submit(['echo'], { input: 'one\ntwo\0\n' })).stdout).toBe('one\ntwo\0\n');
    expect((await submit(['length'], { input: Uint8Array.of(0xff, 0x00, 0x80) })).stdout).toBe('3');
    expect((await submit(['length'], { input: '' })).stdout).toBe('0');
  });

  it('is each file', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await writeFile(one, 'in one\n');
    await writeFile(two, 'in two\n');
    expect((await submit(['echo', '-a', one, '-a', two])).stdout).toBe('in one\nin two\n');
    expect((await submit(['echo', '-a', '-'], { input: 'typed' })).stdout).toBe('typed');
  });

  it.each([
    [['-l'], 'a b\n\nc', 'a b\n\nc'],
    [['-l', '--raw'], 'a b\n\nc', 'a bc'],
    [['-l', '--keep-separator'], 'a b\n\nc\n', 'a b\n\nc\n'],
    [['-0'], 'a\nb\0c', 'a\nb\nc'],
    [['-d', ','], 'a,b', 'a\nb'],
    [['-d', '\\t'], 'a\tb', 'a\nb'],
  ])('is each record with %j', async (flags, input, stdout) => {
    expect(await submit(['echo', ...flags], { input })).toEqual({ stdout, stderr: '', exit: 0 });
  });

  it('is each line of JSON, to the function that it names', async () => {
    const lines = [
      '{"data":"a"}',
      '{"function":"length","data_base64":"/wCA"}',
      '{"json":{"k":[1]},"priority":"high"}',
    ];
    const { stdout, exit } = await submit(['echo', '--input', 'jsonl'], { input: lines.join('\n') });
    expect({ stdout, exit }).toEqual({ stdout: 'a\n3\n{"k":[1]}', exit: 0 });
  });

  it('is nothing but a job with -e', async () => {
    expect((await submit(['length', '-e'])).stdout).toBe('0');
  });

  it('is filled into a template', async () => {
    const args = ['echo', '-l', '--template', '{"to":{json},"n":{#}}'];
    expect((await submit(args, { input: 'a"b\nc' })).stdout).toBe('{"to":"a\\"b","n":1}\n{"to":"c","n":2}');
  });

  it('goes to more functions, and more than once', async () => {
    expect((await submit(['echo', '-f', 'length', '-c', '2', 'abc'])).stdout).toBe('abc3abc3');
  });

  it('goes to functions whose names have tabs or are no ASCII', async () => {
    expect((await submit(['prefix\techo', 'x'])).stdout).toBe('x');
    expect((await submit(['-b', 'größe', 'x'])).exit).toBe(0);
    expect(await waiting(Buffer.from('größe').toString('latin1'))).toBe(1);
  });

  it('is shown and not submitted with -n, as JSON Lines that --input jsonl takes', async () => {
    const shown = await submit(['dry', '-n', '-l', '-u', '-', '-p', 'high', '-s', '127.0.0.1:1'], { input: 'a\n\xff' });
    expect(shown).toEqual({
      stdout:
        '{"function":"dry","data":"a","unique":"-","priority":"high","background":false}\n' +
        '{"function":"dry","data":"ÿ","unique":"-","priority":"high","background":false}\n',
      stderr: '',
      exit: 0,
    });
    const again = await submit(['--input', 'jsonl', '-n'], { input: shown.stdout });
    expect(again.stdout).toBe(shown.stdout);
  });
});

describe('gearctl submit -b', () => {
  it('prints the handles, one per line, and waits for nothing', async () => {
    const { stdout, stderr, exit } = await submit(['-b', '-l', 'unworked'], { input: 'a\nb\nc\n' });
    expect(stdout).toMatch(/^(H:.+:\d+\n){3}$/);
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
    expect(await waiting('unworked')).toBe(3);
  });

  it('keeps jobs with the same unique ID one: for equal data with -u -, for none with -u @uuid', async () => {
    const same = await submit(['-b', '-l', '-u', '-', 'hashed'], { input: 'x\nx\ny' });
    expect(new Set(same.stdout.trim().split('\n')).size).toBe(2);
    expect(await waiting('hashed')).toBe(2);
    await submit(['-b', '-l', '-u', '@uuid', 'random'], { input: 'x\nx\ny' });
    expect(await waiting('random')).toBe(3);
  });

  it('files jobs by their priority', async () => {
    await submit(['-b', '-p', 'low', 'sorted', 'low']);
    await submit(['-b', 'sorted', 'normal']);
    await submit(['-b', '-p', 'high', 'sorted', 'high']);
    expect(await askAdmin(gearmand.port, 'prioritystatus')).toContain('sorted\t1\t1\t1\t0');
  });
});

describe('gearctl submit: what is told', () => {
  it('puts warnings on stderr, and all data into the result', async () => {
    const { stdout, stderr, exit } = await submit(['talk', 'x']);
    const reference = await runForeignClient('php', gearmand.port, 'talk', Buffer.from('x'));
    expect(exit).toBe(0);
    expect(stdout).toBe(reference.stdout.toString('latin1'));
    expect(stderr).toContain('careful');
  });

  it('tags lines', async () => {
    const { stdout } = await submit(['echo', '-l', '-k', '-j', '2', '--tag={#}> '], { input: 'a\nb' });
    expect(stdout).toBe('1> a\n2> b\n');
    expect((await submit(['echo', '--tag', 'a'])).stdout).toMatch(/^H:.+:\d+\ta\n$/);
  });

  it('says that there is no worker after two seconds, and that the result is lost when it is stopped', async () => {
    const { stdout, stderr, exit } = await submit(['ech', '-t', '3s', 'x']);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 124 });
    expect(stderr).toMatch(
      /^gearctl: no worker is registered for 'ech' \(1 worker does 'echo'\)\ngearctl: the jobs did not end within 3 s\ngearctl: waiting stopped; H:\S+ was running and its result is lost\n$/,
    );
  });

  it('says nothing of that with -q', async () => {
    const { stderr } = await submit(['ech', '-q', '-t', '2500ms', 'x']);
    expect(stderr).not.toContain('no worker');
  });
});
