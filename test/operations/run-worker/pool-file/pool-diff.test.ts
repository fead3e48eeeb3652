import { describe, expect, it } from 'vitest';
import { FUNCTION_KEYS } from '../../../../src/operations/run-worker/pool-file/function-keys.js';
import { poolDiff, poolDiffLines } from '../../../../src/operations/run-worker/pool-file/pool-diff.js';
import { readPool } from './pool-folder.js';

/** What makes each key differ from a function that has none. */
const SAMPLES: Readonly<Record<string, string>> = {
  ...{ command: '[tac]', shell: 'cat', args: '[a]', coprocess: 'true', jobs: '2', grabs: '8', rate: '5/s' },
  ...{ payload_args: 'true', allow_dash: 'true', stdin: 'none', stdout: 'lines', keep_separator: 'true' },
  ...{ stderr: 'drop', max_output: '1K', max_payload: '1K', progress_from: 'stdout', progress_regex: '(\\d)' },
  ...{ timeout: '5', idle_timeout: '5', term_seq: '[INT, 1s]', server_timeout: '5', max_wait: '5' },
  ...{ exceptions: 'true', exception_codes: '[3]', retry_codes: '[3]', stop_codes: '[3]', retries: '3' },
  ...{ retry_mode: 'requeue', backoff: '3s', dead: 'grave', error_backoff: '3', user: 'nobody', chroot: '/x' },
  ...{ cwd: '/x', env: '{A: 1}', clean_env: 'true', nice: '3', ulimit: '{cpu: 3}', cgroup: 'true' },
  ...{ keep_dir: 'always', linger: '3s', keep_children: 'true' },
};

const ENV = { PATH: '/bin', EXTRA: 'x' };
const poolOf = (settings: string) => readPool(`functions: {a: ${settings}}`, ENV);

describe('what a reload changes', () => {
  it('is nothing where the settings are the same, in whatever words', async () => {
    const diff = poolDiff(
      await poolOf('{command: [cat], timeout: 60, retry_codes: [6, 75]}'),
      await poolOf('{retry_codes: "75,6", timeout: 1m, command: ["cat"]}'),
    );
    expect(diff).toEqual({ added: [], removed: [], changed: [], servers: false });
    expect(poolDiffLines(diff)).toEqual([]);
  });

  it.each(Object.keys(FUNCTION_KEYS))('is noticed of every key: %s', async (name) => {
    const isScript = name === 'shell' || name === 'args';
    const base = name === 'args' ? 'shell: cat' : 'command: [cat]';
    const before = await poolOf(`{${base}}`);
    const sample = `${name}: ${SAMPLES[name]}`;
    const after = await poolOf(name === 'command' || name === 'shell' ? `{${sample}}` : `{${base}, ${sample}}`);
    const [change] = poolDiff(before, after).changed;
    const trace = name === 'clean_env' ? 'env' : name;
    expect(change?.keys).toContain(trace);
    // A script is no command any more, and somebody else has another environment.
    const along = isScript ? ['command', 'args'] : ['env', 'progress_from', 'progress_regex'];
    expect(change?.keys.filter((key) => key !== trace && !along.includes(key))).toEqual([]);
  });

  it('is told in a line for each function', async () => {
    const before = await readPool(
      'servers: q1\nfunctions: {a: {command: [cat], jobs: 2}, größe: {command: [b]}, same: {command: [c]}}',
    );
    const after = await readPool(
      'servers: q2\nfunctions: {a: {command: [cat], jobs: 5, timeout: 1s}, same: {command: [c]}, new: {command: [d], jobs: 3}}',
    );
    expect(poolDiffLines(poolDiff(before, after))).toEqual([
      '+ new ×3',
      '- größe',
      '~ a: ×2 → ×5, timeout',
      '~ servers',
    ]);
  });
});
