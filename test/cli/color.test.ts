import { describe, expect, it } from 'vitest';
import { NO_PAINT, paintFor, wantsColor } from '../../src/cli/color.js';

describe('colour', () => {
  it.each([
    { mode: 'auto', env: {}, isTty: true, color: true },
    { mode: 'auto', env: {}, isTty: false, color: false },
    { mode: 'auto', env: { TERM: 'dumb' }, isTty: true, color: false },
    { mode: 'auto', env: { FORCE_COLOR: '1' }, isTty: false, color: true },
    { mode: 'auto', env: { FORCE_COLOR: '0' }, isTty: true, color: false },
    { mode: 'auto', env: { CLICOLOR_FORCE: '1', TERM: 'dumb' }, isTty: false, color: true },
    { mode: 'auto', env: { FORCE_COLOR: '' }, isTty: false, color: false },
    { mode: 'auto', env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTty: true, color: false },
    { mode: 'auto', env: { NO_COLOR: '' }, isTty: true, color: true },
    { mode: 'always', env: { NO_COLOR: '1' }, isTty: false, color: true },
    { mode: 'never', env: { FORCE_COLOR: '1' }, isTty: true, color: false },
  ] as const)('is $color with --color $mode, $env and a terminal: $isTty', ({ mode, env, isTty, color }) => {
    expect(wantsColor(mode, env, isTty)).toBe(color);
  });

  it('is written as escape sequences of the 16 colours, whatever the terminal of the tests', async () => {
    const paint = await paintFor(true);
    expect(paint.red('x')).toBe('\x1b[31mx\x1b[39m');
    expect(await paintFor(false)).toBe(NO_PAINT);
    expect(NO_PAINT.red('x')).toBe('x');
  });
});
