import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../../src/errors.js';
import { readPoolFile } from '../../../../src/operations/run-worker/pool-file/read-pool-file.js';
import { mistakesIn, poolFolder } from './pool-folder.js';

const inFunction = (settings: string) => `functions:\n  a: {command: [cat], ${settings}}`;

describe('the mistakes in a pool file', () => {
  it('are all told at once, in the order of their places, each with what to do', async () => {
    const mistakes = await mistakesIn(`server: q1
defaults:
  jobs: many
  user: nobody-has-this-name
functions:
  a: {command: [cat], idle-timeout: 5s}
  b: {command: cat, backoff: 5m..2s}
`);
    expect(mistakes).toEqual([
      "workers.yaml:1:1: 'server' is no setting here (write servers)",
      "workers.yaml:3:9: 'many' is no number of jobs (write 8, +2, -1, 150% or 0)",
      "workers.yaml:4:9: there is no user 'nobody-has-this-name' (name one that getent passwd lists)",
      "workers.yaml:6:23: 'idle-timeout' is no setting here (write idle_timeout)",
      'workers.yaml:7:16: this is no list (write [PROGRAM, ARGUMENT, ...]; a line for a shell goes under shell)',
      "workers.yaml:7:30: the back-off '5m..2s' goes down (write the first and the longest wait: 2s..5m)",
    ]);
  });

  it('are counted above the list of them, and a single one stands alone', async () => {
    const read = (text: string) =>
      readPoolFile(join(poolFolder({ 'w.yaml': text }), 'w.yaml'), { env: {} }).catch((error: unknown) => error);
    const several = await read('functions: {a: {jobs: x}, b: {jobs: y}}');
    expect(several).toBeInstanceOf(ConfigError);
    expect(String(several)).toMatch(/^ConfigError: 4 mistakes in the settings\n\/.*w\.yaml:1:13: /);
    expect(String(await read('functions: {a: {command: [cat], jobs: x}}'))).toMatch(/^ConfigError: \/.*w\.yaml:1:39: /);
  });

  it('in the defaults are told once, whatever number of functions has them', async () => {
    const mistakes = await mistakesIn("defaults: {shell: 'ls {}', user: 'a:b:c'}\nfunctions: {a: {}, b: {}}");
    expect(mistakes).toEqual([
      expect.stringContaining('1:19: {} cannot stand in a script'),
      expect.stringContaining("1:34: 'a:b:c' is no user"),
    ]);
  });

  it.each([
    ['', '1:1: there is no function (add functions: {NAME: '],
    ['[a]', '1:1: this is no map of settings'],
    ['functions: {}', '1:1: there is no function'],
    ['functions: [a]', '1:12: this is no map of functions'],
    ['functions: {a: [cat]}', '1:16: this is no map of settings'],
    ['functions: {a: {command: [cat], coprocess: {escape: true}}}', '1:44: jsonl needs no escapes: lines do'],
    ['functions: {a: {command: [cat], coprocess: {protocol: frame, strict: true}}}', '1:44: frame cannot be strict'],
    ['functions: {a: {jobs: 2}}', "1:13: nothing says what 'a' runs"],
    ['functions: {"a b": {command: [cat]}}', "1:13: the function name 'a b' holds a space"],
    ['functions: {? [a] : {command: [cat]}}', '1:15: a key is no word'],
    ['a: 1\na: 2', '2:1: Map keys must be unique'],
    ['a: [1', '1:6: '],
    ['functions: *nobody', '1:12: *nobody stands for nothing'],
    ['&a [*a]', '1:5: *a stands for nothing'],
    ['functions: {a: {shell: !foo x}}', '1:24: Unresolved tag: !foo'],
    ['functions: {a: {command: [cat]}}\n---\nmore: 1', '2:1: '],
  ])('in %j as a whole', async (text, mistake) => {
    expect((await mistakesIn(text)).join('\n')).toContain(`workers.yaml:${mistake}`);
  });

  it.each([
    ['jobs:', '2:28: there is no value'],
    ['jobs: [2]', '2:29: a list cannot stand here'],
    ['jobs: 5000', '2:29: 5000 jobs at a time are too many'],
    ['timeout: soon', "2:32: 'soon' is no duration (write 500ms, 30s"],
    ['timeout: 99d', "2:32: '99d' is too long"],
    ['exceptions: "yes"', "2:35: 'yes' is neither true nor false"],
    ['stdout: all', "2:31: 'all' is unknown here (write auto, complete, data, lines, drop)"],
    ['retries: -1', "2:32: '-1' is no whole number from 0 on"],
    ['nice: 20', "2:29: '20' is no whole number from -20 to 19"],
    ['max_payload: 1.5X', "2:36: '1.5X' is no size"],
    ['retry_codes: [0, 75]', "2:37: '0' is no exit code of a failure"],
    ['env: {A: [1]}', '2:32: a list cannot stand here'],
    ['env: 5', '2:28: this is no list (write NAME: VALUE, or a list of NAME=VALUE)'],
    ['ulimit: {nofil: 5}', "2:39: 'nofil=5' limits nothing that the system knows"],
    ['coprocess: {zzz: 1}', "2:35: 'zzz' is no setting here (there are protocol, share,"],
    ['dead: a b', "2:29: the function name 'a b' holds a space"],
    ['retires: 5', "2:23: 'retires' is no setting here (write retries)"],
    ['zzz: 5', "2:23: 'zzz' is no setting here (gearctl help schema workers-file lists them)"],
    ['toString: 5', "2:23: 'toString' is no setting here"],
    ['coprocess: {protocl: lines}', "2:35: 'protocl' is no setting here (write protocol)"],
    ['coprocess: xml', "2:34: 'xml' is unknown here (write jsonl, lines, frame)"],
  ])('in a setting: %s', async (settings, mistake) => {
    expect(await mistakesIn(inFunction(settings))).toEqual([expect.stringContaining(`workers.yaml:${mistake}`)]);
  });

  it.each([
    ["command: [cat], shell: 'cat'", 'there is a command already'],
    ['command: [cat], args: [a]', 'there is no script that these could be arguments of'],
    ["shell: 'cat {}'", '{} cannot stand in a script'],
    ["shell: 'cat', coprocess: true", 'a co-process is no script'],
    ["command: ['{.program}']", "the program '{.program}' cannot have a placeholder"],
    ['command: []', 'the command is empty'],
    ['command: ["cat", "a\\0b"]', 'holds a NUL'],
    ["command: [cat, '{}'], coprocess: true", 'the arguments of a co-process are the same for all jobs'],
    ['command: [cat], coprocess: true, stdin: none', "'stdin' means nothing to a co-process"],
    ['command: [cat], dead: a', "1:39: 'a' cannot be its own function for dead letters"],
  ])('in what goes together: %s', async (settings, mistake) => {
    expect(await mistakesIn(`functions: {a: {${settings}}}`)).toEqual([expect.stringContaining(mistake)]);
  });

  it('are told of files that are none', async () => {
    const folder = poolFolder({ 'latin1.yaml': '', 'large.yaml': `# ${'x'.repeat(1_048_576)}` });
    const read = (name: string) => readPoolFile(join(folder, name), { env: {} });
    await expect(read('none.yaml')).rejects.toThrow(/^cannot read .*none\.yaml: no such file or directory$/);
    await expect(read('.')).rejects.toThrow('illegal operation on a directory');
    await expect(read('large.yaml')).rejects.toThrow('larger than 1048576 bytes');
  });

  it('are told of brackets without end, and of aliases without number', async () => {
    expect(await mistakesIn('['.repeat(1_000_000))).toEqual(['workers.yaml:1:1: brackets are nested too deeply']);
    const aliases = await mistakesIn(`a: &a 1\nb: [${'*a,'.repeat(200_000)}]`);
    expect(aliases).toHaveLength(2);
  });

  it('do not grow with aliases of aliases', async () => {
    const lines = Array.from({ length: 40 }, (_, n) => `x${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
    const mistakes = await mistakesIn(`x0: &a0 [x]\n${lines.join('\n')}`);
    expect(mistakes).toHaveLength(41);
  });
});
