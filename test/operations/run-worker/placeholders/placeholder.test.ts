import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../src/errors.js';
import { argumentParts, checkScript } from '../../../../src/operations/run-worker/placeholders/placeholder.js';

const field = (...path: string[]) => ({ type: 'field', path });

describe('the parts of an argument', () => {
  it.each([
    ['{}', [{ type: 'workload' }]],
    ['in={file}', ['in=', { type: 'file' }]],
    ['{handle}/{attempt}', [{ type: 'handle' }, '/', { type: 'attempt' }]],
    ['{unique}{function}{slot}', [{ type: 'unique' }, { type: 'function' }, { type: 'slot' }]],
    ['{.user.name}', [field('user', 'name')]],
    ['{.größe}x{.pages.0}', [field('größe'), 'x', field('pages', '0')]],
    ['{"user":{.id}}', ['{"user":', field('id'), '}']],
    ['', ['']],
  ])('of %s are what is filled in and what is not', (word, parts) => {
    expect(argumentParts(word)).toEqual(parts);
  });

  it.each(['{print $1}', '{"a":{"b":1}}', '{a,b}', '{name}', '{.}', '{.a b}', '{{.Name}}', '{{}}', '%{http_code}'])(
    'leave %s as it is',
    (word) => {
      expect(argumentParts(word)).toEqual([word]);
    },
  );

  it('lose the backslash that makes a text of a placeholder, and no other', () => {
    expect(argumentParts('\\{} \\{.a} \\n{}\\')).toEqual(['{} {.a} \\n', { type: 'workload' }, '\\']);
  });

  it('are one literal for any text without braces', () => {
    fc.assert(
      fc.property(
        fc.string().map((text) => text.replaceAll('{', '')),
        (text) => {
          expect(argumentParts(text)).toEqual([text]);
        },
      ),
    );
  });
});

describe('a script', () => {
  it.each(['{}', 'convert "{.path}"', 'echo {unique}; ls'])('may not have a placeholder: %s', (script) => {
    expect(() => checkScript(script)).toThrow(UsageError);
  });

  it('that has one is told how to write it', () => {
    const message = 'cannot stand in a script';
    expect(() => checkScript('ls {.path}')).toThrow(message);
    expect(() => checkScript('ls {.path}')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/"\$1".*"\$GEARMAN_JOB_UNIQUE"/) }),
    );
  });

  it.each([
    // The shell's own variables have braces too.
    'cat "$' + '{file}"',
    "awk '{print $1}'",
    'find . -exec rm \\{} \\;',
    'f() { ls; }',
  ])('may have other braces: %s', (script) => {
    expect(() => checkScript(script)).not.toThrow();
  });
});
