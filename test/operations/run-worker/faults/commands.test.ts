import { createHash, randomFillSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../../../src/client/index.js';
import { processStat } from '../../../exec/slot-fixture.js';
import { until } from '../../../support/until.js';
import { reports, script, workerFixture } from '../worker-fixture.js';

const BIG_BYTES = 300 * 2 ** 20;

const { client, gearmand, work } = workerFixture();
const reportsOf = (functionName: string, workload: string | Uint8Array = 'hello') =>
  reports(client().submit(functionName, workload));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gearctl-commands-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a command', () => {
  it('that leaves a daemon ends its job, and the daemon has no part in the next', async () => {
    const file = join(folder, 'pid');
    const daemon = `trap '' PIPE; echo $$ >${file}; while :; do echo leak; sleep 0.002; done 2>/dev/null`;
    const leaves = `cat; [ -e ${file} ] || { setsid sh -c "$1" & until [ -s ${file} ]; do sleep 0.01; done; }`;
    await work('daemon', { action: { command: ['sh', '-c', leaves, 'sh', daemon], lingerMs: 50 } });
    expect((await reportsOf('daemon', 'first')).join()).toMatch(/^complete first(leak\n)*$/);
    const pid = Number(readFileSync(file, 'utf8'));
    try {
      for (let job = 0; job < 5; job++) expect(await reportsOf('daemon', 'next')).toEqual(['complete next']);
      expect(processStat(pid)).toBeDefined();
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  });

  it.each([
    [0, ['complete early\n']],
    [5, ['data early\n', 'warning late\nexit 5\n', 'fail']],
  ])('that closes its stdout early is heard to its end, with exit code %d', async (status, expected) => {
    await work('closed', { action: script(`echo early; exec >&-; sleep 0.1; echo late >&2; exit ${status}`) });
    expect(await reportsOf('closed')).toEqual(expected);
  });

  it('that ignores TERM is killed in time by its own time-out, while others that do so run beside it', async () => {
    const deaf = 'trap "" TERM; echo $$; while :; do sleep 1; done';
    await work('deaf', { slots: 8, action: script(deaf, { timeoutMs: 100 }) });
    const all = await Promise.all(Array.from({ length: 8 }, () => reportsOf('deaf')));
    for (const [group, ...ending] of all) {
      expect(ending).toEqual(['warning timed out after 0.1s\n', 'fail']);
      const pid = Number(group?.slice('data '.length));
      await until(() => processStat(pid) === undefined);
    }
  });

  it('may be given 300 MB, and give them back', async () => {
    await work('big');
    const patient = new Client({ servers: gearmand().address, maxResultBytes: BIG_BYTES });
    const workload = randomFillSync(new Uint8Array(BIG_BYTES), 0, 2 ** 20);
    const hash = createHash('sha256');
    let last = '';
    for await (const event of patient.submit('big', workload)) {
      if ('data' in event) hash.update(event.data);
      last = event.type;
    }
    await patient.close();
    expect(last).toBe('complete');
    expect(hash.digest('hex')).toBe(createHash('sha256').update(workload).digest('hex'));
  });
});

describe('a workload that looks like something else', () => {
  const HOSTILE = [
    '$(touch NAME)',
    '`touch NAME`',
    '; rm NAME',
    '\n touch NAME\n:',
    '| tee NAME',
    '"; touch NAME; "',
    "'; touch NAME; '",
  ];
  const named = (workload: string) => workload.replace('NAME', join(folder, 'NAME'));

  it.each(HOSTILE)('is no shell to an argument and none to a script: %j', async (hostile) => {
    const workload = named(hostile);
    const kept = join(folder, 'kept');
    writeFileSync(kept, '');
    await work('argument', { action: { command: ['printf', '%s', '<{}>'] } });
    await work('script', { action: { shell: 'printf %s "$1"', shellArguments: ['<{}>'] } });
    expect(await reportsOf('argument', workload)).toEqual([`complete <${workload}>`]);
    expect(await reportsOf('script', workload)).toEqual([`complete <${workload}>`]);
    expect([existsSync(join(folder, 'NAME')), existsSync(kept)]).toEqual([false, true]);
  });

  it.each(['-rf /', '--help', '-'])('is no option to an argument and none to a script: %j', async (workload) => {
    await work('argument', { action: { command: ['echo', '{}'] } });
    await work('script', { action: { shell: 'echo "$1"', shellArguments: ['{}'] } });
    for (const name of ['argument', 'script']) {
      expect(await reportsOf(name, workload)).toEqual([expect.stringContaining('would be read as an option'), 'fail']);
    }
  });

  it('fails where it cannot be an argument, for it holds a NUL', async () => {
    await work('nul', { action: { command: ['echo', '{}'] } });
    expect(await reportsOf('nul', 'a\0b')).toEqual([expect.stringContaining('NUL'), 'fail']);
    await work('whole', { action: { command: ['cat'] } });
    expect(await reportsOf('whole', 'a\0b')).toEqual(['complete a\0b']);
  });
});
