import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/tui/selectors/filter.js';

const ROWS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  mail_send: { wait: 402, busy: 75 },
  mail_legacy: { wait: 0 },
  img_resize: { wait: 100, busy: 100 },
  IMG_crop: { wait: 7, busy: 20 },
};

function found(text: string): string[] | string {
  const parsed = parseFilter(text, ['wait', 'busy']);
  if (!parsed.ok) return parsed.error;
  return Object.entries(ROWS).flatMap(([name, numbers]) =>
    parsed.matches({ text: name, number: (column) => numbers[column] }) ? [name] : [],
  );
}

describe('a filter', () => {
  it.each([
    { text: '', names: ['mail_send', 'mail_legacy', 'img_resize', 'IMG_crop'] },
    { text: 'mail', names: ['mail_send', 'mail_legacy'] },
    { text: 'img', names: ['img_resize', 'IMG_crop'] },
    { text: '!mail', names: ['img_resize', 'IMG_crop'] },
    { text: '!', names: ['mail_send', 'mail_legacy', 'img_resize', 'IMG_crop'] },
    { text: '~^img_r', names: ['img_resize'] },
    { text: '!~^img', names: ['mail_send', 'mail_legacy'] },
    { text: 'wait>100', names: ['mail_send'] },
    { text: 'wait>=100', names: ['mail_send', 'img_resize'] },
    { text: 'wait=0', names: ['mail_legacy'] },
    { text: 'wait!=0 wait<100', names: ['IMG_crop'] },
    { text: '!wait>100', names: ['mail_legacy', 'img_resize', 'IMG_crop'] },
    { text: 'busy<=75', names: ['mail_send', 'IMG_crop'] },
    { text: 'mail !legacy wait>1', names: ['mail_send'] },
  ])("'$text' lets through $names", ({ text, names }) => {
    expect(found(text)).toEqual(names);
  });

  it.each([
    { text: '~(', error: 'no regex: Unterminated group' },
    { text: 'speed>1', error: "no column 'speed': wait busy" },
    { text: 'wait>', error: "'wait>' needs a number" },
    { text: 'wait>many', error: "'wait>' needs a number" },
  ])("'$text' cannot be read, and it says why", ({ text, error }) => {
    expect(found(text)).toBe(error);
  });
});
