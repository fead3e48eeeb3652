import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPoolFile } from '../../../../src/operations/run-worker/pool-file/read-pool-file.js';
import { mistakesIn, poolFolder, readPool } from './pool-folder.js';

const CAT = 'command: [cat]';

describe('a file that describes a pool', () => {
  it('names servers and functions, and what is missing has its default', async () => {
    const pool = await readPool(`servers: [q1:4730, "q2:4730,q3"]\nfunctions: {wc: {command: [wc, -l], jobs: 3}}`);
    expect(pool.servers).toEqual(['q1:4730', 'q2:4730', 'q3']);
    expect(pool.functions).toMatchObject([
      {
        ...{ functionName: 'wc', slots: 3, action: { type: 'command', command: ['wc', '-l'], stdin: 'payload' } },
        ...{ time: { timeoutMs: 0 }, output: { stdout: 'auto' }, retry: { retries: 0, mode: 'local' } },
      },
    ]);
  });

  it('is YAML or JSON, with tabs if need be', async () => {
    const json = JSON.stringify({ functions: { wc: { command: ['wc'], env: { A: 1 } } } }, undefined, '\t');
    expect((await readPool(json)).functions).toHaveLength(1);
  });

  it('can have words that look like numbers, which stay as they are written', async () => {
    const pool = await readPool('functions: {a: {command: [sleep, 010, 1.50, yes], env: {PORT: 0x1F, ON: true}}}');
    expect(pool.functions[0]?.action).toMatchObject({
      command: ['sleep', '010', '1.50', 'yes'],
      process: { env: { PORT: '0x1F', ON: 'true' } },
    });
  });

  it('has names of functions as byte strings', async () => {
    const pool = await readPool(`functions: {größe: {${CAT}}}`);
    expect(pool.functions[0]?.functionName).toBe('grÃ¶Ã\u009fe');
  });

  it('can use what it says in one place in another', async () => {
    const pool = await readPool(`functions:\n  a: &a {${CAT}, jobs: 4}\n  b: *a\n`);
    expect(pool.functions.map(({ functionName, slots }) => [functionName, slots])).toEqual([
      ['a', 4],
      ['b', 4],
    ]);
  });

  it('may come through a pipe', async () => {
    const fifo = join(poolFolder({}), 'pipe');
    execFileSync('mkfifo', [fifo]);
    const writer = spawn('sh', ['-c', `echo 'functions: {a: {${CAT}}}' > "$1"`, 'sh', fifo]);
    const pool = await readPoolFile(fifo, { env: {} });
    expect(pool.functions).toHaveLength(1);
    writer.kill();
  });
});

describe('the defaults of a file', () => {
  it('count where a function says nothing, and variables and limits add up', async () => {
    const pool = await readPool(`
defaults: {jobs: 2, timeout: 1m, env: {A: 1, B: 1, PATH: null}, ulimit: {nofile: 10, cpu: 1}}
functions:
  a: {${CAT}, timeout: 5s, env: {B: 2}, ulimit: {nofile: 20}}
  b: {${CAT}}
`);
    const [a, b] = pool.functions;
    expect(a).toMatchObject({ slots: 2, time: { timeoutMs: 5000 } });
    expect(a?.action).toMatchObject({
      process: {
        env: { A: '1', B: '2', PATH: undefined },
        resourceLimits: [{ name: 'nofile', soft: 20 }, { name: 'cpu' }],
      },
    });
    expect(b).toMatchObject({ slots: 2, time: { timeoutMs: 60_000 } });
  });

  it('give way to whatever a function says of what it runs', async () => {
    const pool = await readPool(`
defaults: {command: [php, worker.php], coprocess: {protocol: frame, max_jobs: 9}}
functions:
  a: {}
  b: {command: [b], coprocess: {max_jobs: 5}}
  c: {shell: 'c "$1"', args: [x]}
  d: {command: [d], coprocess: false}
`);
    const actions = pool.functions.map(({ action }) => action);
    expect(actions).toMatchObject([
      { type: 'coprocess', command: ['php', 'worker.php'], protocol: 'frame', maxJobs: 9 },
      { type: 'coprocess', command: ['b'], protocol: 'frame', maxJobs: 5 },
      { type: 'command', command: ['x'], shell: 'c "$1"' },
      { type: 'command', command: ['d'] },
    ]);
  });
});

describe('files that are included', () => {
  it('come in the order of their names, each with its own defaults on top', async () => {
    const pool = await readPool({
      'workers.yaml': `include: conf.d/*.yaml\ndefaults: {jobs: 2, retries: 1}\nfunctions: {first: {${CAT}}}`,
      'conf.d/b.yaml': `functions: {b: {${CAT}}}`,
      'conf.d/a.yaml': `defaults: {jobs: 3}\nfunctions: {a: {${CAT}}}\ninclude: [more/x.yaml]`,
      'conf.d/more/x.yaml': `functions: {x: {${CAT}, cwd: here}}`,
      'conf.d/.hidden.yaml': 'no: use',
      'conf.d/c.yml': 'no: use',
    });
    expect(pool.functions.map(({ functionName, slots, retry }) => [functionName, slots, retry.retries])).toEqual([
      ['first', 2, 1],
      ['a', 3, 1],
      ['x', 3, 1],
      ['b', 2, 1],
    ]);
    expect(pool.files.map((path) => path.replace(/.*pool-\w+\//, ''))).toEqual([
      'workers.yaml',
      'conf.d/a.yaml',
      'conf.d/more/x.yaml',
      'conf.d/b.yaml',
    ]);
    const [x] = pool.functions.filter(({ functionName }) => functionName === 'x');
    expect(x?.action).toMatchObject({ process: { cwd: expect.stringMatching(/\/conf\.d\/more\/here$/) } });
  });

  it('may be none where a pattern finds none', async () => {
    const pool = await readPool(`include: [none/*.yaml, n*/x.yaml]\nfunctions: {a: {${CAT}}}`);
    expect(pool.functions).toHaveLength(1);
  });

  it('cannot describe a function twice, and both places are named', async () => {
    const mistakes = await mistakesIn({
      'w.yaml': `include: [a.yaml, b.yaml]\nfunctions:\n  x: {${CAT}}`,
      'a.yaml': `functions: {y: {${CAT}}}`,
      'b.yaml': `functions:\n  x: {${CAT}}\n  y: {${CAT}}`,
    });
    expect(mistakes).toEqual([
      "b.yaml:2:3: 'x' is described at w.yaml:3:3 too (take one of them out)",
      "b.yaml:3:3: 'y' is described at a.yaml:1:13 too (take one of them out)",
    ]);
  });

  it('cannot include themselves, name servers or be missing', async () => {
    const mistakes = await mistakesIn({
      'w.yaml': `include: [a.yaml, missing.yaml]\nfunctions: {x: {${CAT}}}`,
      'a.yaml': `servers: q1\ninclude: ['?.yaml']\nfunctions: {y: {${CAT}}}`,
    });
    expect(mistakes).toEqual([
      'a.yaml:1:10: only the first file names servers (write them there)',
      'a.yaml:2:11: a.yaml is included by itself (take it out of what it includes)',
      'a.yaml:2:11: w.yaml is included by itself (take it out of what it includes)',
      'w.yaml:1:19: cannot read missing.yaml: no such file or directory',
    ]);
  });
});
