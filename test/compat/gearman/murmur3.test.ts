import { describe, expect, it } from 'vitest';
import { murmur3 } from '../../../src/compat/gearman/murmur3.js';

describe('MurmurHash3', () => {
  // From the reference implementation's known answers.
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['\0\0\0\0', 0, 0x2362f9de],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aa', 0x9747b28c, 0x5d211726],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['\xff\xff\xff\xff', 0, 0x76293b50],
  ])('of %j with seed %i is %i', (text, seed, hash) => {
    expect(murmur3(Buffer.from(text, 'latin1'), seed)).toBe(hash);
  });
});
