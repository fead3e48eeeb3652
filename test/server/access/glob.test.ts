import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/server/access/glob.js';

describe('a glob', () => {
  it.each([
    ['mail', 'mail', true],
    ['mail', 'mails', false],
    ['mail', 'Mail', false],
    ['', '', true],
    ['', 'x', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['mail_*', 'mail_', true],
    ['mail_*', 'mail', false],
    ['*_send', 'mail_send', true],
    ['*_send', 'mail_send_later', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['**', 'x', true],
    ['img?', 'img1', true],
    ['img?', 'img', false],
    ['*?', 'x', true],
    ['a.c', 'abc', false],
    ['*', 'a*b', true],
    ['a*b', 'a*', false],
  ])('%j stands for %j: %s', (pattern, text, matches) => {
    expect(matchesGlob(pattern, text)).toBe(matches);
  });

  it('does not lose itself in a long name with many ways to go wrong', () => {
    const startMs = performance.now();
    expect(matchesGlob(`${'*a'.repeat(20)}*b`, 'a'.repeat(8000))).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});
