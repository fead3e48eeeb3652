import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { coprocessFixture, coprocessJob } from './coprocess-fixture.js';

const { open } = coprocessFixture();

const CLIENTS = 'docs/coprocess';

/** For each client its example, and a worker that does all that one can; shell has no exceptions and does not retry. */
const languages = [
  {
    language: 'Python',
    example: ['/usr/bin/python3', `${CLIENTS}/reverse.py`],
    talker: [
      ...['/usr/bin/python3', '-c'],
      `import sys; sys.path.insert(0, '${CLIENTS}')
from gearctl_worker import Retry, work
def talk(job):
    print('printed')
    if job.data == b'retry': raise Retry(2.5)
    if job.data == b'die': raise KeyError('broken')
    job.progress(1, 2); job.warn(b'careful'); job.send_data(b'part'); job.extend(60)
    return job.unique.encode()
work(talk)`,
    ],
    broken: /KeyError: 'broken'/,
  },
  {
    language: 'PHP',
    example: ['php', `${CLIENTS}/reverse.php`],
    talker: [
      ...['php', '-r'],
      `require '${CLIENTS}/gearctl_worker.php';
gearctl_work(function ($job) {
  echo "printed\\n";
  if ($job->data === 'retry') throw new GearctlRetry(2.5);
  if ($job->data === 'die') throw new RuntimeException('broken');
  $job->progress(1, 2); $job->warn('careful'); $job->sendData('part'); $job->extend(60);
  return $job->facts['unique'];
});`,
    ],
    broken: /RuntimeException: broken/,
  },
  {
    language: 'Perl',
    example: ['perl', `${CLIENTS}/reverse.pl`],
    talker: [
      ...['perl', `-I${CLIENTS}`, '-MGearctlWorker', '-e'],
      `GearctlWorker::work(sub {
  my ($job) = @_;
  print "printed\\n";
  die GearctlWorker::retry(2.5) if $job->{data} eq 'retry';
  die 'broken' if $job->{data} eq 'die';
  $job->progress(1, 2); $job->warn('careful'); $job->send_data('part'); $job->extend(60);
  utf8::encode(my $unique = $job->{unique});
  return $unique;
})`,
    ],
    broken: /^broken at -e/,
  },
];

const shell = {
  language: 'shell',
  example: ['sh', `${CLIENTS}/reverse.sh`],
  talker: [
    ...['sh', '-c'],
    `. ${CLIENTS}/gearctl-worker.sh
talk() { echo printed >&2; progress 1 2; warn careful; extend 60; cat; }
gearctl_work talk`,
  ],
};

describe.each([...languages, shell])('the client for $language', ({ language, example, talker }) => {
  it('does the jobs of its example', async () => {
    const { run } = await open({ command: example });
    const progress: unknown[] = [];
    const onProgress = (...numbers: number[]) => void progress.push(numbers);
    expect(await run('Hello!', { onProgress })).toEqual({ type: 'complete', data: '!olleH' });
    expect(progress).toEqual([[1, 1]]);
    expect(await run('')).toEqual({
      ...{ type: 'fail', message: language === 'shell' ? 'reverse failed' : 'nothing to reverse' },
    });
  });

  it('says all that there is to say, and lets nothing that is printed get in between', async () => {
    const { run, stderr, log } = await open({ command: talker });
    const heard: string[] = [];
    const facts = { handle: 'H:a:1', function: 'talk', unique: 'ü"\\', attempt: 1 };
    const end = await run(language === 'shell' ? facts.unique : 'x', {
      facts,
      timeoutMs: 30_000,
      onProgress: (done, total) => void heard.push(`${done}/${total}`),
      onWarning: (bytes) => void heard.push(`warning ${bytes}`),
      onData: (bytes) => void heard.push(`data ${bytes}`),
    });
    expect(end).toEqual({ type: 'complete', data: facts.unique });
    expect(heard).toEqual(['1/2', 'warning careful', ...(language === 'shell' ? [] : ['data part'])]);
    await until(() => stderr() === 'printed\n');
    expect(log).toEqual([]);
  });
});

describe.each(languages)('the client for $language', ({ example, talker, broken }) => {
  it('carries any bytes, also a lot of them', async () => {
    const { coprocess } = await open({ command: example });
    const data = randomBytes(1_000_000);
    const end = await coprocess.run(coprocessJob(data));
    expect(end.type === 'complete' && Buffer.compare(end.data, Buffer.from(data).reverse())).toBe(0);
  });

  it('has a job tried again, and tells of an exception', async () => {
    const { run } = await open({ command: talker });
    expect(await run('retry', { facts: { unique: '' } })).toEqual({ type: 'retry', afterMs: 2500 });
    const end = await run('die', { facts: { unique: '' } });
    expect(end.type).toBe('exception');
    expect(end.data).toMatch(broken);
  });
});

describe('the client for shell', () => {
  it('carries any bytes', async () => {
    const { coprocess } = await open({ command: shell.talker });
    const data = randomBytes(20_000);
    const end = await coprocess.run(coprocessJob(data));
    expect(end.type === 'complete' && Buffer.compare(end.data, data)).toBe(0);
  });
});

describe('a filter that is fed line by line', () => {
  it.each([
    [['sed', '-u', 's/a/b/g'], 'banana', 'bbnbnb'],
    [['mawk', '-W', 'interactive', '{ print $2 }'], 'one two', 'two'],
    [['perl', '-pe', 'BEGIN { $| = 1 } $_ = uc'], 'shout', 'SHOUT'],
    [['cat'], '', ''],
  ])('%j', async (command, line, result) => {
    const { run } = await open({ command, protocol: 'lines' });
    for (let job = 0; job < 3; job++) expect(await run(line)).toEqual({ type: 'complete', data: result });
    expect(await run('a\nb')).toEqual({ type: 'fail', message: 'the workload has a newline in it' });
  });

  it('gets lines of a workload escaped when it is to', async () => {
    const { run } = await open({ command: ['cat'], protocol: 'lines', escapes: true });
    expect(await run('a\nb\\c\n')).toEqual({ type: 'complete', data: 'a\nb\\c\n' });
  });

  it('is ended when it writes more lines than it got, for nobody could tell whose they are', async () => {
    const { run, log } = await open({ command: ['sed', '-u', 'p'], protocol: 'lines' });
    expect(await run('x')).toEqual({ type: 'complete', data: 'x' });
    await until(() => log.length > 0);
    expect(log[0]).toMatch(/died \(it broke the protocol: a line that belongs to no job\)/);
  });

  it('is ended when its job takes too long: it could not be told', async () => {
    const { run } = await open({ command: ['sh', '-c', 'read -r line; sleep 60'], protocol: 'lines' });
    expect(await run('x', { timeoutMs: 50 })).toEqual({ type: 'timed-out', limit: 'timeout' });
  });
});
