import { describe, expect, it } from 'vitest';
import { getopt } from '../../src/compat/getopt.js';

function read(args: readonly string[], posixlyCorrect = false): string {
  const { options, words } = getopt(args, { letters: 'abf:h:', posixlyCorrect });
  const given = options.map(({ letter, argument }) => (argument === '' ? letter : `${letter}=${argument}`));
  return [...given, '|', ...words].join(' ');
}

describe('getopt', () => {
  it.each([
    [['-a', 'x', '-b', 'y'], 'a b | x y'],
    [['-ab'], 'a b |'],
    [['-abf', 'name'], 'a b f=name |'],
    [['-fname'], 'f=name |'],
    [['-af-b'], 'a f=-b |'],
    [['-f', '-b'], 'f=-b |'],
    [['-f', '--', 'x'], 'f=-- | x'],
    [['-'], '| -'],
    [['', '-a'], 'a |  '.trimEnd().concat(' ')],
  ])('reads %j as GNU programs do', (args, expected) => {
    expect(read(args)).toBe(expected);
  });

  it('ends the options with --, and keeps what comes before and behind it in order', () => {
    expect(read(['x', '-a', '--', '-b', '--', 'y'])).toBe('a | x -b -- y');
  });

  it('takes an unknown letter and goes on behind it', () => {
    expect(read(['-aZb', '-:'])).toBe('a ? b ? |');
  });

  it('has no long options: each letter of one is an option', () => {
    expect(read(['--host', 'x'])).toBe('? h=ost | x');
  });

  it('marks an option that lacks its argument', () => {
    expect(read(['-a', '-f'])).toBe('a ? |');
  });

  it('takes an empty argument', () => {
    const { options } = getopt(['-f', ''], { letters: 'f:', posixlyCorrect: false });
    expect(options).toEqual([{ letter: 'f', argument: '' }]);
  });

  it('stops at the first word if POSIX is to be followed', () => {
    expect(read(['-a', 'x', '-b'], true)).toBe('a | x -b');
    expect(read(['-a', '--', '-b'], true)).toBe('a | -b');
  });
});
