import { describe, expect, it } from 'vitest';
import { THEMES } from '../../src/tui/model/interface.js';
import { painterOf } from '../../src/tui/theme.js';

const LINE = {
  spans: [
    { text: '│', role: 'border' },
    { text: 'webhook_post ', role: 'text' },
    { text: '!', role: 'alarm' },
    { text: ' stalled', role: 'alarm' },
    { text: '│', role: 'border' },
  ],
} as const;

const SGR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

describe('painterOf', () => {
  it('writes one sequence for neighbours of the same look, and none for the look of the terminal itself', () => {
    expect(painterOf('dark')(LINE)).toBe('\x1b[2m│\x1b[0mwebhook_post \x1b[1;31m! stalled\x1b[0m\x1b[2m│\x1b[0m');
  });

  it('gives the selected row a ground that ends where its box does', () => {
    const painted = painterOf('dark')({ ...LINE, ground: 'selected' });
    expect(painted).toBe('\x1b[2m│\x1b[0m\x1b[97;44mwebhook_post \x1b[0m\x1b[97;44;1m! stalled\x1b[0m\x1b[2m│\x1b[0m');
  });

  it('dims what is out of date', () => {
    expect(painterOf('dark')({ ...LINE, ground: 'stale' })).toBe('\x1b[2m│webhook_post ! stalled│\x1b[0m');
  });

  it('uses no colour at all in mono', () => {
    for (const ground of [undefined, 'title', 'selected', 'zebra', 'stale'] as const) {
      for (const [sequence] of painterOf('mono')({ spans: LINE.spans, ...(ground && { ground }) }).matchAll(SGR)) {
        expect(
          sequence
            .slice(2, -1)
            .split(';')
            .map(Number)
            .every((code) => code < 10),
        ).toBe(true);
      }
    }
  });

  it('uses all colours only where the terminal has them', () => {
    const chart = { spans: [{ text: '⣿', role: 'chart-low', share: 0.1 }] } as const;
    expect(painterOf('dark')(chart)).toBe('\x1b[32m⣿\x1b[0m');
    expect(painterOf('dark', 'truecolor')(chart)).toMatch(/^.\[38;2;/);
    expect(painterOf('contrast', 'truecolor')(chart)).toBe('\x1b[92m⣿\x1b[0m');
  });

  it.each(['dark', 'light'] as const)('gives charts in %s a gradient from green over yellow to red', (theme) => {
    const paint = painterOf(theme, 'truecolor');
    const colorAt = (share: number) => {
      const [, red, green] =
        /38;2;(\d+);(\d+);/.exec(paint({ spans: [{ text: '⣿', role: 'chart-low', share }] })) ?? [];
      return { red: Number(red), green: Number(green) };
    };
    const [low, middle, high] = [0, 0.5, 1].map(colorAt);
    expect(low?.green).toBeGreaterThan(low?.red ?? Number.NaN);
    expect(middle?.red).toBeGreaterThan(low?.red ?? Number.NaN);
    expect(high?.green).toBeLessThan(middle?.green ?? Number.NaN);
    const colors = Array.from({ length: 20 }, (_, step) => JSON.stringify(colorAt(step / 19)));
    expect(new Set(colors).size).toBe(20);
  });

  it.each(THEMES)('ends every sequence of %s, and changes no text', (theme) => {
    const painted = painterOf(theme)(LINE);
    expect(painted.replace(SGR, '')).toBe('│webhook_post ! stalled│');
    expect(painted.match(SGR)?.length ?? 0).toBe(2 * (painted.split('\x1b[0m').length - 1));
  });
});
