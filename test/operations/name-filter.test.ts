import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { nameFilter } from '../../src/operations/name-filter.js';

const names = ['resize', 'mail_send', 'mail_bounce', 'Img.1', 'img-2', 'a/b', 'a[1]', 'über'];

describe('a filter of names', () => {
  it.each([
    { patterns: [], excluded: [], kept: names },
    { patterns: ['resize'], excluded: [], kept: ['resize'] },
    { patterns: ['resiz'], excluded: [], kept: [] },
    { patterns: ['mail_*', 'resize'], excluded: [], kept: ['resize', 'mail_send', 'mail_bounce'] },
    { patterns: ['img?2'], excluded: [], kept: ['img-2'] },
    { patterns: ['[Ii]mg*'], excluded: [], kept: ['Img.1', 'img-2'] },
    { patterns: ['[!a-z]*'], excluded: [], kept: ['Img.1', 'über'] },
    { patterns: ['?ber'], excluded: [], kept: ['über'] },
    { patterns: ['*.*'], excluded: [], kept: ['Img.1'] },
    { patterns: ['/^img/i'], excluded: [], kept: ['Img.1', 'img-2'] },
    { patterns: ['/send|2$/'], excluded: [], kept: ['mail_send', 'img-2'] },
    { patterns: ['a/b'], excluded: [], kept: ['a/b'] },
    { patterns: ['a[[]1]'], excluded: [], kept: ['a[1]'] },
    { patterns: ['mail_*'], excluded: ['*_bounce'], kept: ['mail_send'] },
    { patterns: [], excluded: ['/^[a-z]/'], kept: ['Img.1', 'über'] },
  ])('keeps $kept for $patterns without $excluded', ({ patterns, excluded, kept }) => {
    const filter = nameFilter(patterns, excluded);
    expect(names.filter((name) => filter.matches(name))).toEqual(kept);
  });

  it('knows which of its patterns are literal names', () => {
    expect(nameFilter(['resize', 'mail_*', '/x/', 'a?c', 'a/b']).literals).toEqual(['resize', 'a/b']);
  });

  it('refuses a regular expression that does not parse', () => {
    expect(() => nameFilter(['/(/'])).toThrow(UsageError);
  });
});
