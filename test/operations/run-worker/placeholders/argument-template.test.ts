import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputDataError, UsageError } from '../../../../src/errors.js';
import {
  ArgumentTemplate,
  type ArgumentValues,
} from '../../../../src/operations/run-worker/placeholders/argument-template.js';

const STRICT = { payloadWords: false, allowsDash: false };
const LAX = { payloadWords: false, allowsDash: true };
const WORDS = { payloadWords: true, allowsDash: false };

function valuesOf(workload: string | Uint8Array, more: Partial<ArgumentValues> = {}): ArgumentValues {
  return {
    ...{ workload: Buffer.from(workload), handle: 'H:q1:81', unique: 'img-17', functionName: 'resize' },
    ...{ attempt: 2, slot: 3, file: '/tmp/job/workload', ...more },
  };
}

const fill = (words: readonly string[], workload: string | Uint8Array, rules = STRICT) =>
  new ArgumentTemplate(words, rules).fill(valuesOf(workload));

describe('the arguments of a job', () => {
  it('have the values of the job in place of placeholders', () => {
    const words = ['--out={unique}.png', '{handle}', '{function}:{attempt}:{slot}', '{file}', 'as it is'];
    expect(fill(words, 'hello')).toEqual([
      '--out=img-17.png',
      'H:q1:81',
      'resize:2:3',
      '/tmp/job/workload',
      'as it is',
    ]);
  });

  it('lose one newline at the end of the workload, and keep everything else', () => {
    expect(fill(['{}', '<{}>'], 'a b\n')).toEqual(['a b', '<a b>']);
    expect(fill(['{}'], 'a\n\n')).toEqual(['a\n']);
    expect(fill(['{}'], '')).toEqual(['']);
    expect(fill(['{}'], '\ufeffa')).toEqual(['\ufeffa']);
  });

  it('are as many as were written, whatever is filled in, and none is looked through again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0'));
        const cut = text.endsWith('\n') ? text.slice(0, -1) : text;
        expect(fill(['a', '{}', 'b={}', '{.x}'], JSON.stringify({ x: text }), LAX)).toHaveLength(4);
        expect(fill(['a', '{}', 'b={}'], text, LAX)).toEqual(['a', cut, `b=${cut}`]);
        expect(fill(['{.x}'], JSON.stringify({ x: text }), LAX)).toEqual([text]);
      }),
    );
    expect(fill(['{}'], '{handle} $(ls) `ls`')).toEqual(['{handle} $(ls) `ls`']);
  });

  it('reach a program byte by byte', () => {
    const workload = 'naïve "\u{1f600}"\n$HOME \\ \'';
    const { stdout } = spawnSync('printf', ['%s', ...fill(['{}'], workload)]);
    expect(stdout).toEqual(Buffer.from(workload));
  });

  it('know before whether they need a file', () => {
    expect(new ArgumentTemplate(['a', '{file}'], STRICT).usesFile).toBe(true);
    expect(new ArgumentTemplate(['{}', '\\{file}'], STRICT).usesFile).toBe(false);
  });

  it('are made once where they are the same for all jobs', () => {
    const template = new ArgumentTemplate(['-a', '\\{}'], STRICT);
    expect(template.fill(valuesOf(Uint8Array.of(0xff)))).toBe(template.fill(valuesOf('x')));
    expect(template.fill(valuesOf('x'))).toEqual(['-a', '{}']);
  });
});

describe('a field of a JSON workload', () => {
  const workload = JSON.stringify({
    ...{ name: 'Jo', n: 1.5, yes: true, none: null, list: ['a', { b: [1, 2] }], deep: { er: '-x' } },
    ...{ constructor: 'own' },
  });

  it.each([
    ['{.name}', 'Jo'],
    ['{.n}', '1.5'],
    ['{.yes}', 'true'],
    ['{.list.0}', 'a'],
    ['{.list.1}', '{"b":[1,2]}'],
    ['{.list.1.b.1}', '2'],
    ['{.constructor}', 'own'],
    ['at {.deep.er}', 'at -x'],
  ])('is a string as it is, and else JSON: %s', (word, argument) => {
    expect(fill([word], workload)).toEqual([argument]);
  });

  it.each(['{.nobody}', '{.none}', '{.name.length}', '{.list.length}', '{.list.7}', '{.toString}', '{.__proto__}'])(
    'that is not there fails the job: %s',
    (word) => {
      expect(() => fill([word], workload)).toThrow(InputDataError);
      expect(() => fill([word], workload)).toThrow(`no field ${word.slice(1, -1)}`);
    },
  );

  it('cannot be had of what is no JSON, nor of a number that would be another afterwards', () => {
    expect(() => fill(['{.a}'], 'hello')).toThrow('is no JSON');
    expect(() => fill(['{.id}'], '{"id":12345678901234567890}')).toThrow('too large to be passed on exactly');
    expect(() => fill(['{.a}'], '{"a":{"id":[12345678901234567890]}}')).toThrow(InputDataError);
    expect(() => fill(['{.a}'], '{"a":1e999}')).toThrow(InputDataError);
    expect(fill(['{.id}'], '{"id":9007199254740991}')).toEqual(['9007199254740991']);
  });

  it('cannot be half a character, nor nested without end', () => {
    expect(() => fill(['{.a}'], '{"a":"\\ud83d"}')).toThrow('no Unicode');
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(() => fill(['{.a}'], deep)).toThrow(InputDataError);
  });
});

describe('an argument that could mean something else', () => {
  it.each([
    [['{}'], '-rf'],
    [['{}'], '--output=/etc/passwd'],
    [['{}'], '-'],
    [['{.a}{.b}'], '{"a":"","b":"-x"}'],
    [['{.a}-x'], '{"a":""}'],
  ])('%j fails a job that makes an option of it', (words, workload) => {
    expect(() => fill(words, workload)).toThrow(InputDataError);
    expect(() => fill(words, workload)).toThrow('would be read as an option');
    expect(() => fill(words, workload, LAX)).not.toThrow();
  });

  it('may begin with a dash where the command has written that', () => {
    expect(fill(['-d{}', '-', '--x={}'], '-rf')).toEqual(['-d-rf', '-', '--x=-rf']);
  });

  it('never begins with a dash that comes from a job', () => {
    const units = fc.constantFrom('-', 'a', ' ', '\n', '"');
    fc.assert(
      fc.property(fc.string({ unit: units }), (text) => {
        let filled: readonly string[] = [];
        try {
          filled = fill(['{}', '{}{}', 'x{}'], text);
        } catch (error) {
          expect(error).toBeInstanceOf(InputDataError);
        }
        expect(filled.filter((word) => word.startsWith('-'))).toEqual([]);
      }),
    );
  });
});

describe('what the system takes for no argument', () => {
  it('fails the job: a NUL, and bytes that are no text', () => {
    expect(() => fill(['x{}'], 'a\0b')).toThrow('NUL');
    expect(() => fill(['{}'], Uint8Array.of(0x66, 0xff))).toThrow('no UTF-8');
    expect(() => new ArgumentTemplate(['a\0'], STRICT)).toThrow(UsageError);
  });

  it('fails the job before the system refuses it for its length', () => {
    const longest = 'x'.repeat(131_071);
    expect(fill(['{}'], longest)).toEqual([longest]);
    expect(spawnSync('true', fill(['{}'], longest)).status).toBe(0);
    expect(() => fill(['{}'], `${longest}x`)).toThrow(InputDataError);
    expect(() => fill(['a{}'], longest)).toThrow('more than the system takes');
    expect(() => fill(Array(9).fill('{}'), longest)).toThrow('more than the system takes');
  });
});

describe('the words of a workload', () => {
  it('follow the arguments of the command', () => {
    expect(fill(['-v', '{slot}'], 'in.png \'a b\' "$HOME"\n', WORDS)).toEqual(['-v', '3', 'in.png', 'a b', '$HOME']);
    expect(fill(['-v'], '', WORDS)).toEqual(['-v']);
  });

  it('may not be options unless that is allowed', () => {
    expect(() => fill([], 'a -rf', WORDS)).toThrow(InputDataError);
    expect(fill([], 'a -rf', { ...WORDS, allowsDash: true })).toEqual(['a', '-rf']);
  });

  it('that are too many or cannot be told fail the job', () => {
    expect(() => fill([], 'x '.repeat(200_000), WORDS)).toThrow('more than the system takes');
    expect(() => fill([], 'x'.repeat(2_000_000), WORDS)).toThrow('too large');
    expect(() => fill([], "it's", WORDS)).toThrow('not closed');
  });
});
