import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../../../src/duration.js';
import { UsageError } from '../../../../../src/errors.js';
import { parseBackoff } from '../../../../../src/operations/run-worker/pool-file/values/backoff.js';
import { parseEndSequence } from '../../../../../src/operations/run-worker/pool-file/values/end-sequence.js';
import { parseExitCodes } from '../../../../../src/operations/run-worker/pool-file/values/exit-codes.js';
import { parseOutputLimit } from '../../../../../src/operations/run-worker/pool-file/values/output-limit.js';
import { parseProgressPattern } from '../../../../../src/operations/run-worker/pool-file/values/progress-pattern.js';
import { parseResourceLimit } from '../../../../../src/operations/run-worker/pool-file/values/resource-limit.js';
import { parseSlots } from '../../../../../src/operations/run-worker/pool-file/values/slots.js';
import { parseUnitProperty } from '../../../../../src/operations/run-worker/pool-file/values/unit-property.js';
import { parseSize } from '../../../../../src/size.js';

const KILL = { signal: 'SIGKILL', waitMs: 0 };

/** A parser, texts with what they mean, and texts that mean nothing. */
const parsers: [name: string, (text: string) => unknown, [string, unknown][], string[]][] = [
  [
    'a duration',
    parseDuration,
    [
      ['500ms', 500],
      ['1.5', 1500],
      ['1h30m', 5_400_000],
      ['2d', 172_800_000],
      ['0', 0],
    ],
    ['', 'soon', '5x', '-1', '1.2.3s', '25d', '30s1m'],
  ],
  [
    'a size',
    parseSize,
    [
      ['512', 512],
      ['64K', 65_536],
      ['1.5g', 1_610_612_736],
      ['2MiB', 2_097_152],
      ['0', 0],
    ],
    ['', '1X', '-1', 'K', '1e9', '99999999T'],
  ],
  [
    'a back-off',
    parseBackoff,
    [
      ['2s..5m', { minMs: 2000, maxMs: 300_000 }],
      ['10s', { minMs: 10_000, maxMs: 10_000 }],
    ],
    ['', '5m..2s', '1..2..3', '..', '2s..'],
  ],
  [
    'the end of a command',
    parseEndSequence,
    [
      ['TERM,10s,KILL', [{ signal: 'SIGTERM', waitMs: 10_000 }, KILL]],
      ['SIGTERM, 500ms', [{ signal: 'SIGTERM', waitMs: 500 }, KILL]],
      ['int,1,TERM,2,KILL', [{ signal: 'SIGINT', waitMs: 1000 }, { signal: 'SIGTERM', waitMs: 2000 }, KILL]],
      ['KILL', [KILL]],
    ],
    ['', 'TERM', 'TERM,KILL', 'FOO,1s', '10s,TERM', 'KILL,1s,TERM', 'KILL,1s'],
  ],
  [
    'exit codes',
    parseExitCodes,
    [
      ['6,7, 28', new Set([6, 7, 28])],
      ['', new Set()],
    ],
    ['0', '256', '6;7', '6,,7', '-1', 'a'],
  ],
  [
    'a limit of output',
    parseOutputLimit,
    [
      ['16M', { maxOutputBytes: 16_777_216, onExcess: 'fail' }],
      ['1K:truncate', { maxOutputBytes: 1024, onExcess: 'truncate' }],
    ],
    ['', '1K:cut', '1K:fail:fail', ':fail'],
  ],
  [
    'a limit of the system',
    parseResourceLimit,
    [
      ['nofile=1024', { name: 'nofile', soft: 1024, hard: 1024 }],
      ['nofile=1024:2048', { name: 'nofile', soft: 1024, hard: 2048 }],
      ['as=2G:unlimited', { name: 'as', soft: 2 ** 31, hard: undefined }],
      ['core=unlimited', { name: 'core', soft: undefined, hard: undefined }],
    ],
    ['', 'nofile', 'nofile=', 'nofile=2:1', 'cpu=unlimited:5', 'nofile=1K', 'files=3', 'nofile=1:2:3', 'nofile=-1'],
  ],
  ['slots', parseSlots, [['8', 8]], ['', '1001', 'many']],
  [
    'a property of systemd',
    parseUnitProperty,
    [['MemoryMax=512M', 'MemoryMax=512M']],
    ['', 'MemoryMax', '--help', '=5'],
  ],
];

describe.each(parsers)('%s', (_name, parse, good, bad) => {
  it.each(good)('is read: %s', (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each(bad)('cannot be %j', (text) => {
    expect(() => parse(text)).toThrow(UsageError);
  });
});

describe('an expression for progress', () => {
  it('has one group or two', () => {
    expect(parseProgressPattern('(\\d+)%').exec('at 42%')?.[1]).toBe('42');
    expect(parseProgressPattern('(\\d+)/(?:a|b)?(\\d+)').exec('3/10')?.slice(1)).toEqual(['3', '10']);
    for (const text of ['\\d+', '(a)(b)(c)', '(']) expect(() => parseProgressPattern(text)).toThrow(UsageError);
  });
});
