import { describe, expect, it } from 'vitest';
import { NameError, UsageError } from '../../../src/errors.js';
import { type FunctionFlags, flagWish } from '../../../src/operations/run-worker/flag-wish.js';

describe('the flags of work', () => {
  it('say what a file would say', () => {
    const flags: FunctionFlags = {
      ...{ jobs: '3', timeout: 60_000, 'kill-after': 2000, retries: 2, backoff: '2s..5m', rate: '10/s' },
      ...{ 'retry-codes': '6,7,75', env: ['A=b'], ulimit: ['nofile=64'], 'max-output': '1M:truncate' },
    };
    expect(flagWish(flags, ['sh', '-c', 'true'])).toEqual({
      ...{ command: ['sh', '-c', 'true'], slots: 3, timeoutMs: 60_000, retries: 2, ratePerSecond: 10 },
      endSequence: [
        { signal: 'SIGTERM', waitMs: 2000 },
        { signal: 'SIGKILL', waitMs: 0 },
      ],
      backoff: { minMs: 2000, maxMs: 300_000 },
      retryCodes: new Set([6, 7, 75]),
      environment: [{ name: 'A', value: 'b' }],
      resourceLimits: [{ name: 'nofile', soft: 64, hard: 64 }],
      outputLimit: { maxOutputBytes: 1024 ** 2, onExcess: 'truncate' },
    });
  });

  it('give a script its arguments', () => {
    expect(flagWish({ shell: 'echo "$1"' }, ['{.day}'])).toEqual({ shell: 'echo "$1"', shellArguments: ['{.day}'] });
  });

  it('have a connection for several slots with a co-process alone', () => {
    expect(flagWish({ coprocess: 'jsonl', connections: 'shared' }, ['cat']).coprocess).toEqual({
      protocol: 'jsonl',
      connections: 'shared',
    });
    expect(flagWish({ connections: 'slot' }, ['cat'])).toEqual({ command: ['cat'] });
    expect(() => flagWish({ connections: 'shared' }, ['cat'])).toThrow(UsageError);
  });

  it('describe a co-process', () => {
    const flags: FunctionFlags = { coprocess: 'lines', escape: true, 'coprocess-max-jobs': 5, 'kill-after': 1000 };
    expect(flagWish(flags, ['cat'])).toMatchObject({
      coprocess: { protocol: 'lines', escapes: true, maxJobs: 5, killAfterMs: 1000 },
    });
  });

  it.each<[FunctionFlags, string[], string]>([
    [{ backoff: 'soon' }, ['true'], '--backoff: '],
    [{ 'retry-codes': '1,x' }, ['true'], '--retry-codes: '],
    [{ ulimit: ['nofile'] }, ['true'], '--ulimit: '],
    [{ jobs: '100000' }, ['true'], '--jobs: '],
    [{ 'term-seq': 'NEVER' }, ['true'], '--term-seq: '],
    [{ coprocess: 'jsonl', stdin: 'none' }, ['cat'], '--stdin means nothing to a co-process'],
  ])('name the one that is wrong', (flags, words, prefix) => {
    expect(() => flagWish(flags, words)).toThrow(UsageError);
    expect(() => flagWish(flags, words)).toThrow(new RegExp(`^${prefix}`));
  });

  it('take no name for dead letters that Gearman cannot carry', () => {
    expect(() => flagWish({ dead: 'a b' }, ['true'])).toThrow(NameError);
  });

  it('take no placeholder in a script', () => {
    expect(() => flagWish({ shell: 'echo {}' }, [])).toThrow('cannot stand in a script');
  });
});
