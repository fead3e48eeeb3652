import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openStarter } from '../../../../src/exec/open-starter.js';
import type { CommandAction } from '../../../../src/operations/run-worker/function-settings.js';
import { CommandJobs } from '../../../../src/operations/run-worker/jobs/command-jobs.js';
import { Job } from '../../../../src/worker/index.js';
import { runForeignClient } from '../../../support/foreign-peers.js';
import { startGearmand } from '../../../support/gearmand.js';
import { until } from '../../../support/until.js';
import { commandSettings, reports, script, workerFixture } from '../worker-fixture.js';

const { work, client } = workerFixture();
const folder = mkdtempSync(join(tmpdir(), 'gearctl-jobs-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOBODY = { name: 'nobody', uid: 65_534, gid: 65_534, groups: [], home: '/nonexistent', shell: '/bin/sh' };

/** A directory that can be the root of a shell, with a place for temporary files. */
function rootWithShell(): string {
  const root = mkdtempSync(join(folder, 'root-'));
  const libraries = execFileSync('ldd', ['/bin/sh'], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const file of ['/bin/sh', ...libraries]) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    copyFileSync(file, join(root, file));
  }
  mkdirSync(join(root, tmpdir()), { recursive: true });
  return root;
}

/** Submits a job and gives all that its worker reports, as text. */
const reportsOf = (functionName: string, workload: string | Uint8Array = 'hello') =>
  reports(client().submit(functionName, workload, { unique: 'u1' }));

describe('what a command is given', () => {
  it.each<[string, string, string]>([
    ['payload', 'cat', 'complete hello'],
    ['none', 'cat', 'complete '],
  ])('its stdin can be %s', async (stdin, command, report) => {
    await work('stdin', { action: script(command, { stdin: stdin as 'payload' | 'none' }) });
    expect(await reportsOf('stdin')).toEqual([report]);
  });

  it('its stdin can be the job as a line of JSON', async () => {
    await work('json', { action: script('cat', { stdin: 'json' }) });
    const [report = ''] = await reportsOf('json', Buffer.of(0xff));
    const job = JSON.parse(report.replace('complete ', ''));
    expect(job).toMatchObject({ type: 'job', function: 'json', unique: 'u1', bytes: 1, data_base64: '/w==' });
  });

  it.each(['-rf /', '--help', '$(touch /tmp/x)', '; exit 7', 'it\'s "quoted"', 'two\nlines', '*'])(
    'its arguments hold %j as it is',
    async (workload) => {
      await work('args', { action: { command: ['printf', '%s|', '[{}]', '{unique}', '{attempt}', '{slot}'] } });
      expect(await reportsOf('args', workload)).toEqual([`complete [${workload}]|u1|1|1|`]);
    },
  );

  it('its script gets values as $1, and never as a part of it', async () => {
    const action = { shell: 'printf "%s|" "$0" "$@"', shellArguments: ['{.day}', '{function}'] };
    await work('shell', { action });
    expect(await reportsOf('shell', '{"day":"$(id) `id` \\"; exit 7"}')).toEqual([
      'complete sh|$(id) `id` "; exit 7|shell|',
    ]);
  });

  it('fails a job whose value would be read as an option, unless that is allowed', async () => {
    await work('option', { action: { command: ['echo', '{}'] } });
    expect(await reportsOf('option', '-n')).toEqual(["warning the argument '-n' would be read as an option\n", 'fail']);
    await work('allowed', { action: { command: ['echo', '{}', 'x'], allowsDash: true } });
    expect(await reportsOf('allowed', '-n')).toEqual(['complete x']);
  });

  it('its workload can be in a file', async () => {
    await work('file', { action: { command: ['sh', '-c', 'cat "$1"; ls "$GEARMAN_JOB_DIR"', 'sh', '{file}'] } });
    expect(await reportsOf('file')).toEqual(['complete helloworkload\n']);
  });
});

describe('the directory of a job', () => {
  const LOOK = 'cd "$GEARMAN_JOB_DIR"; stat -c %a .; ls; touch left; ';

  it('is its own, and gone afterwards', async () => {
    await work('own', { action: script(`${LOOK} pwd`) });
    for (let job = 0; job < 3; job++) {
      const [report = ''] = await reportsOf('own');
      const [mode, path = ''] = report.replace('complete ', '').trim().split('\n');
      expect([mode, existsSync(path)]).toEqual(['700', false]);
    }
  });

  it('is another one for each attempt', async () => {
    const action = script(`${LOOK} [ $GEARMAN_JOB_ATTEMPT = 2 ] || exit 75`, {
      ...{ retries: 1, backoff: { minMs: 1, maxMs: 1 } },
    });
    await work('fresh', { action });
    expect(await reportsOf('fresh')).toEqual(['complete 700\n']);
  });

  it('can be kept when the job has failed', async () => {
    const { last } = await work('kept', { action: script(`${LOOK} exit 3`, { keepDirectory: 'on-failure' }) });
    await reportsOf('kept');
    await until(() => last('warning') !== undefined);
    const [, path = ''] = last('warning')?.message.match(/^H:.*: its directory is kept as (.*)$/) ?? [];
    expect(readdirSync(path)).toEqual(['left']);
    rmSync(path, { recursive: true });
  });

  it('belongs to the user that the command runs as', async () => {
    await work('nobody', { user: NOBODY, action: script(`${LOOK} stat -c %u . left`) });
    expect(await reportsOf('nobody')).toEqual(['complete 700\n65534\n65534\n']);
  });

  it('is below the root that the command has', async () => {
    const root = rootWithShell();
    const say = 'cd "$GEARMAN_JOB_DIR" && pwd; cat() { while read line; do echo $line; done; }; cat < "$1" > result;';
    await work('rooted', {
      action: {
        ...{ shell: `${say} echo "result-file $GEARMAN_JOB_DIR/result" >&3`, shellArguments: ['{file}'], chroot: root },
      },
    });
    expect(await reportsOf('rooted', 'hello\n')).toEqual(['complete hello\n']);
    expect(readdirSync(join(root, tmpdir()))).toHaveLength(1);
  });
});

describe('the control channel', () => {
  it('reports progress, data and warnings while the command runs', async () => {
    const say = ['progress 1/4', 'data64 AAECAw==', 'warn careful', 'progress 4/4'].map((line) => `echo ${line} >&3;`);
    await work('talk', { action: script(`${say.join(' ')} echo done`) });
    const bytes = Buffer.of(0, 1, 2, 3).toString('latin1');
    expect(await reportsOf('talk')).toEqual([
      ...['status', `data ${bytes}`, 'warning careful\n', 'status', 'complete done\n'],
    ]);
  });

  it('can be opened by its name, and tells its number', async () => {
    await work('name', { action: script('echo "warn $GEARMAN_CONTROL_FD" > /dev/fd/3') });
    expect(await reportsOf('name')).toEqual(['warning 3\n', 'complete ']);
  });

  it('gives the result instead of stdout', async () => {
    await work('result', { action: script('echo noise; echo "result64 aGVs" >&3; echo "result64 bG8=" >&3') });
    expect(await reportsOf('result')).toEqual(['complete hello']);
  });

  it('names the file that holds the result, in the directory of the job or anywhere', async () => {
    await work('in-file', {
      action: script('cat > $GEARMAN_JOB_DIR/out; echo noise; echo "result-file $GEARMAN_JOB_DIR/out" >&3'),
    });
    expect(await reportsOf('in-file')).toEqual(['complete hello']);
    const large = Buffer.alloc(1_000_000, 'abc');
    expect(Buffer.compare(await client().run('in-file', large), large)).toBe(0);
    expect(await reportsOf('in-file', '')).toEqual(['complete ']);
  });

  it('fails a job whose result file cannot be read', async () => {
    await work('no-file', { action: script('echo "result-file /no/such/file" >&3') });
    expect(await reportsOf('no-file')).toEqual([
      ...['warning cannot read the result file /no/such/file: no such file or directory\n', 'fail'],
    ]);
  });

  it('gives nobody a file that is not the user of the command', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'root only');
    await work('thief', { user: NOBODY, action: script(`echo "result-file ${secret}" >&3`) });
    expect(await reportsOf('thief')).toEqual([
      ...[`warning the result file ${secret} is no file of the command's user\n`, 'fail'],
    ]);
  });

  it('gives a command more time', async () => {
    await work('longer', { action: script('echo "extend 10s" >&3; sleep 0.6; echo done', { timeoutMs: 300 }) });
    expect(await reportsOf('longer')).toEqual(['complete done\n']);
  });

  it('has what it cannot understand logged, and goes on', async () => {
    const { last } = await work('babble', { action: script('echo hello >&3; echo done') });
    expect(await reportsOf('babble')).toEqual(['complete done\n']);
    expect(last('warning')?.message).toMatch(/^H:.*: unknown line on descriptor 3: hello$/);
  });
});

describe('what a command writes', () => {
  it('to stderr can go to the client line by line', async () => {
    const { events, told, last } = await work('warn', {
      action: script('echo one >&2; printf two >&2; exit 3', { stderr: 'warn' }),
    });
    expect(await reportsOf('warn')).toEqual(['warning one\n', 'warning two', 'warning exit 3\n', 'fail']);
    await told('end');
    expect(last('end')?.message).toBe('exit 3   two');
    expect(events.flatMap((event) => (event.type === 'stderr' ? event.line : []))).toEqual(['one', 'two']);
  });

  it('to stderr can be a part of the result, in its order', async () => {
    await work('merge', { action: script('echo a; echo b >&2; echo c', { stderr: 'merge' }) });
    expect(await reportsOf('merge')).toEqual(['complete a\nb\nc\n']);
  });

  it('to stderr can be left out', async () => {
    const { last } = await work('drop', { action: script('echo a >&2; exit 3', { stderr: 'drop' }) });
    expect(await reportsOf('drop')).toEqual(['warning exit 3\n', 'fail']);
    expect(last('stderr')).toBeUndefined();
  });

  it('can be sent line by line, without the newlines', async () => {
    await work('lines', { action: script('echo a; echo; printf b', { stdout: 'lines' }) });
    expect(await reportsOf('lines')).toEqual(['data a', 'data ', 'complete b']);
  });

  it('may hold progress, for people to read', async () => {
    const action = script('printf "50%%\\r" >&2; printf "100%%\\n" >&2', { progressFrom: 'stderr', stderr: 'drop' });
    await work('percent', { action });
    expect(await reportsOf('percent')).toEqual(['status', 'complete ']);
  });
});

describe('a command that outlasts its server', () => {
  const action = (gate: string) =>
    script(`echo begun >&2; until [ -e ${gate} ]; do sleep 0.01; done; echo $$ > ${gate}-done`);

  it('may run to its end for nobody', async () => {
    const doomed = await startGearmand();
    const gate = join(folder, 'gate');
    const { told, last } = await work('kept-on', {
      ...{ onLost: 'keep' as const, action: action(gate) },
      worker: { servers: doomed.address, backoff: { minMs: 5, maxMs: 20 } },
    });
    await runForeignClient('c', doomed.port, 'kept-on', Buffer.from(''), 'background');
    await told('stderr');
    await doomed.stop();
    await told('server');
    expect(last('end')).toBeUndefined();
    writeFileSync(gate, '');
    await told('end');
    expect(last('end')).toMatchObject({ end: 'requeued', exitCode: 0 });
    expect(Number(readFileSync(`${gate}-done`, 'utf8'))).toBeGreaterThan(1);
  });

  it('is ended with its worker nevertheless', async () => {
    const { run, told, ended, last } = await work('kept-back', {
      ...{ onLost: 'keep' as const, action: action(join(folder, 'no-gate')) },
    });
    await client().background('kept-back', '');
    await told('stderr');
    for (const event of ['asked', 'asked'] as const) run.stop(event);
    expect(await ended).toBe('stopping');
    expect(last('end')).toMatchObject({ end: 'requeued', signal: 'SIGTERM' });
  });
});

describe('the slots of a function', () => {
  it('tell what they do, and can become more and fewer while they do it', async () => {
    const starter = await openStarter();
    const gate = join(folder, 'slots-gate');
    const settings = commandSettings('f', script(`echo "progress 1/4" >&3; until [ -e ${gate} ]; do sleep 0.01; done`));
    const jobs = await CommandJobs.open(settings, settings.action as CommandAction, {
      ...{ identity: { id: 'w', pid: 1 }, tell: () => undefined, connection: {}, onLost: 'kill', keptBytes: 0 },
      ...{ bytesJson: () => ({}), starter },
    });
    const facts = { functionName: 'f', handle: 'H:1', unique: '', server: 'q1', slot: 3 };
    await jobs.setSlots(3);
    const ending = jobs.run(jobWithoutServer(), facts);
    await until(() => jobs.status()[0]?.progress !== undefined);
    const [status] = jobs.status();
    expect(status).toMatchObject({ job: facts, attempt: 1, progress: { numerator: 1, denominator: 4 } });
    expect(readFileSync(`/proc/${status?.pid}/comm`, 'utf8')).toBe('sh\n');
    await jobs.setSlots(1);
    writeFileSync(gate, '');
    expect(await ending).toMatchObject({ end: 'complete' });
    expect(jobs.status()).toEqual([]);
    await jobs.close();
    expect(readdirSync(starter.directory)).toEqual([]);
    await starter.close();
  });
});

/** A job of which nobody hears. */
function jobWithoutServer(): Job {
  const { signal } = new AbortController();
  const nothing = () => undefined;
  const line = {
    server: 'q1',
    isLost: false,
    signal,
    send: nothing,
    flushed: () => Promise.resolve(),
    giveBack: nothing,
  };
  return new Job({ type: 'JOB_ASSIGN', handle: 'H:1', functionName: 'f', data: Buffer.from('x') }, line);
}
