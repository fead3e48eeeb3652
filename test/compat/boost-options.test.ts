import { describe, expect, it } from 'vitest';
import { type BoostGrammar, readOptions } from '../../src/compat/boost-options.js';
import { UsageError } from '../../src/errors.js';

type Name = 'port' | 'priority' | 'status' | 'status-of' | 'limit';

const GRAMMAR: BoostGrammar<Name> = {
  options: [
    { name: 'port', short: 'p', takes: 'text' },
    { name: 'priority', takes: 'none' },
    { name: 'status', short: 's', takes: 'none' },
    { name: 'status-of', takes: 'text' },
    { name: 'limit', takes: 'int32' },
  ],
  abbreviations: true,
  strayWords: 'ignored',
};

const read = (...words: string[]) => Object.fromEntries(readOptions(words, GRAMMAR));

describe('options by the rules of boost', () => {
  it('may be abbreviated as long as one option is meant; a whole name always means its own', () => {
    expect(read('--po=1', '--prio', '--status')).toEqual({ port: '1', priority: '', status: '' });
    expect(() => read('--p=1')).toThrow("option '--p=1' is ambiguous and matches '--port', and '--priority'");
    expect(() => read('--statu')).toThrow("option '--statu' is ambiguous and matches '--status', and '--status-of'");
  });

  it('are not abbreviated where that is not allowed', () => {
    expect(() => readOptions(['--po=1'], { ...GRAMMAR, abbreviations: false })).toThrow("unrecognised option '--po=1'");
  });

  it('have a value behind the equals sign, if there is one', () => {
    const complaint = (name: string) =>
      `the argument for option '${name}' should follow immediately after the equal sign`;
    expect(() => read('--bogus=')).toThrow(complaint('--bogus'));
    expect(() => read('-p', '--bogus=')).toThrow(complaint('--port'));
    expect(() => read('--=')).toThrow('the argument for option should follow immediately after the equal sign');
  });

  it('take as a value what looks like an option, unless it is a short one that is known', () => {
    expect(read('-p', '--status', '--status-of', '--')).toEqual({ port: '--status', 'status-of': '--' });
    expect(() => read('-p', '-s')).toThrow("the required argument for option '--port' is missing");
  });

  it('leave words out that are none, or refuse them', () => {
    const words = ['word', '-s', '--=word', '--', '--status'];
    expect(read(...words)).toEqual({ status: '' });
    expect(() => readOptions(words, { ...GRAMMAR, strayWords: 'refused' })).toThrow("unrecognised option 'word'");
  });

  it('yield to what is settled, and are given once', () => {
    const settled = new Map([['port', '1'] as const]);
    expect(Object.fromEntries(readOptions(['-p2', '-p3', '-s'], GRAMMAR, settled))).toEqual({ port: '1', status: '' });
    expect(() => read('-ss')).toThrow("option '--status' cannot be specified more than once");
  });

  it('have numbers in the range of their type', () => {
    expect(read('--limit=+5')).toEqual({ limit: '+5' });
    for (const value of ['5x', '2147483648', '']) expect(() => read('--limit', value)).toThrow(UsageError);
  });
});
