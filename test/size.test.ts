import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSize, parseSize } from '../src/size.js';

describe('a size', () => {
  it.each([
    ['512', 512],
    ['64K', 65_536],
    ['64k', 65_536],
    ['16M', 16_777_216],
    ['16MiB', 16_777_216],
    ['1G', 1_073_741_824],
    ['1.5K', 1536],
    ['10B', 10],
    ['0', 0],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'K', '-1', '1X', '1KK', '0x10'])('is not %j', (text) => {
    expect(() => parseSize(text)).toThrow(`'${text}' is no size`);
  });

  it('is not more than is allowed', () => {
    expect(() => parseSize('65K', { maxBytes: 65_536 })).toThrow("'65K' is too much: at most 64K");
  });

  it('reads what it writes', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseSize(formatSize(bytes)) === bytes));
    expect([0, 1500, 65_536, 1_073_741_824].map(formatSize)).toEqual(['0', '1500', '64K', '1G']);
  });
});
