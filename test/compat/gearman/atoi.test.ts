import { describe, expect, it } from 'vitest';
import { atoi } from '../../../src/compat/gearman/atoi.js';

describe('atoi', () => {
  it.each([
    ['4730', 4730],
    [' \t\n42', 42],
    ['+7', 7],
    ['-1', -1],
    ['12abc', 12],
    ['0x10', 0],
    ['', 0],
    ['abc', 0],
    ['--1', 0],
    ['2147483648', -2147483648],
    ['4294967296', 0],
    ['99999999999', 1215752191],
    ['99999999999999999999', -1],
    ['-99999999999999999999', 0],
  ])('reads %j as C does', (text, number) => {
    expect(atoi(text)).toBe(number);
  });
});
