import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { parseSeparator } from '../../src/operations/separator.js';

describe('parseSeparator', () => {
  it.each([
    [',', 0x2c],
    [' ', 0x20],
    ['\n', 0x0a],
    ['\\n', 0x0a],
    ['\\t', 0x09],
    ['\\0', 0x00],
    ['\\\\', 0x5c],
    ['\\', 0x5c],
    ['\\x1e', 0x1e],
    ['\\xFF', 0xff],
  ])('reads %j', (text, byte) => {
    expect(parseSeparator(text)).toBe(byte);
  });

  it.each(['', 'ab', '\\q', '\\x1', 'é', '→'])('refuses %j, which is not one byte', (text) => {
    expect(() => parseSeparator(text)).toThrow(UsageError);
  });
});
