import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gearctl } from '../support/run-gearctl.js';

describe('gearctl demo', () => {
  it('counts the lines of a real file on the way through its own server, and shows what it ran', async () => {
    const { exit, stdout, stderr } = await gearctl(['demo']);
    const lines = readFileSync('README.md', 'utf8').split('\n').length - 1;
    expect(stderr).toBe('');
    expect(exit).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${lines}      the result`, 'm'));
    expect(stdout).toMatch(/wc +1 +0 +0 +no worker/);
    expect(stdout).toMatch(/wc +0 +0 +1$/m);
    for (const typed of [
      'gearctl serve',
      'gearctl submit wc < README.md',
      'gearctl work wc -- wc -l',
      'gearctl status',
    ]) {
      expect(stdout).toContain(`$ ${typed}`);
    }
  });
});
