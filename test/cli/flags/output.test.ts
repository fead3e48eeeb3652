import { describe, expect, it } from 'vitest';
import { jsonAskedFor, outputFormat, withSortDirection } from '../../../src/cli/flags/output.js';

describe('the output format', () => {
  it.each([
    { flags: {}, env: {}, isTty: true, format: 'table' },
    { flags: {}, env: {}, isTty: false, format: 'plain' },
    { flags: { output: 'auto' }, env: { GEARCTL_OUTPUT: 'json' }, isTty: true, format: 'table' },
    { flags: { output: 'csv' }, env: {}, isTty: true, format: 'csv' },
    { flags: { jsonl: true }, env: {}, isTty: true, format: 'jsonl' },
    { flags: {}, env: { GEARCTL_OUTPUT: 'tsv' }, isTty: true, format: 'tsv' },
    { flags: {}, env: { GEARCTL_OUTPUT: '' }, isTty: false, format: 'plain' },
    { flags: { plain: true }, env: { GEARCTL_OUTPUT: 'json' }, isTty: true, format: 'plain' },
  ])('is $format for $flags, $env and a terminal: $isTty', ({ flags, env, isTty, format }) => {
    expect(outputFormat(flags, env, isTty)).toBe(format);
  });

  it('is refused when the environment names none there is', () => {
    expect(() => outputFormat({}, { GEARCTL_OUTPUT: 'xml' }, true)).toThrow(
      "GEARCTL_OUTPUT is 'xml', which is no format",
    );
  });
});

describe('a command line that does not parse', () => {
  it.each([
    { argv: ['--json', '--nope'], env: {}, json: 'json' },
    { argv: ['--jsonl'], env: {}, json: 'jsonl' },
    { argv: ['-o', 'json'], env: {}, json: 'json' },
    { argv: ['-ojson'], env: {}, json: 'json' },
    { argv: ['--output=jsonl'], env: {}, json: 'jsonl' },
    { argv: ['--output', 'table'], env: { GEARCTL_OUTPUT: 'json' }, json: undefined },
    { argv: [], env: { GEARCTL_OUTPUT: 'json' }, json: 'json' },
    { argv: ['resize', '--', 'jq', '--json'], env: {}, json: undefined },
    { argv: ['-o'], env: {}, json: undefined },
  ])('still asks for $json: $argv with $env', ({ argv, env, json }) => {
    expect(jsonAskedFor(argv, env)).toBe(json);
  });
});

describe('--sort', () => {
  it.each([
    [
      ['--sort', '-waiting', '-w'],
      ['--sort', 'waiting', '--reverse', '-w'],
    ],
    [
      ['-q', '--sort=-waiting'],
      ['-q', '--sort', 'waiting', '--reverse'],
    ],
    [
      ['--sort', 'waiting'],
      ['--sort', 'waiting'],
    ],
    [
      ['--sort', '--json'],
      ['--sort', '--json'],
    ],
    [['--sort'], ['--sort']],
    [
      ['--', '--sort', '-x'],
      ['--', '--sort', '-x'],
    ],
    [
      ['--sort', '-x', '--', '--sort', '-y'],
      ['--sort', 'x', '--reverse', '--', '--sort', '-y'],
    ],
  ])('turns %j into %j', (argv, words) => {
    expect(withSortDirection(argv)).toEqual(words);
  });
});
