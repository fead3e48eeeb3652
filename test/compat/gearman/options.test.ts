import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/compat/gearman/options.js';

const read = (...args: string[]) => readOptions(args, {});

describe('the options of gearman', () => {
  it('gathers functions, also the same one twice, and takes the last of everything else', () => {
    const { options } = read('-f', 'a', '-hone', '-u1', '-fb', '-f', 'a', '-h', 'two', '-u', '2', '-I', '-L');
    expect(options).toMatchObject({ functions: ['a', 'b', 'a'], host: 'two', unique: '2', priority: 'low' });
  });

  it('cuts a port to 16 bits and a count to 32, and leaves a time below zero', () => {
    expect(read('-p', '70000').options.port).toBe(4464);
    expect(read('-p-1').options.port).toBe(65535);
    expect(read('-c', '-1').options.count).toBe(4294967295);
    expect(read('-t', '-5').options.timeoutMs).toBe(-5);
    expect(read('-t', 'junk').options.timeoutMs).toBe(0);
  });

  it('takes -N for -n that strips', () => {
    expect(read('-N').options).toMatchObject({ byLine: true, stripsNewline: true });
    expect(read('-n').options).toMatchObject({ byLine: true, stripsNewline: false });
  });

  it('says first that there is no function, then that an option is wrong', () => {
    expect(read('-Z').error).toBe('No Functions were provided');
    expect(read('-Z', '-f', 'x').error).toBe('-?');
    expect(read('-f', 'x').error).toBeUndefined();
  });

  it('follows POSIXLY_CORRECT, whatever its value', () => {
    expect(readOptions(['-f', 'x', 'word', '-b'], { POSIXLY_CORRECT: '' }).options).toMatchObject({
      words: ['word', '-b'],
      isBackground: false,
    });
  });
});
