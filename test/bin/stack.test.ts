import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gearctl } from '../support/run-gearctl.js';

it('names the sources in the stack of a bug', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gearctl-stack-'));
  try {
    const bug = join(folder, 'bug.cjs');
    writeFileSync(bug, `process.hrtime = () => { throw new TypeError('there is no time'); };`);
    const argv = ['server', 'ping', '-c', '1', '-s', '127.0.0.1:1', '--verbose'];
    const { stderr, exit } = await gearctl(argv, { env: { NODE_OPTIONS: `--require=${bug}` } });
    expect(exit).toBe(70);
    expect(stderr).toMatch(/\n {4}at pingServers \(src\/operations\/ping-servers\.ts:\d+:\d+\)\n/);
    expect(stderr).toMatch(/\n {4}at .*ServerPing\.run \(src\/commands\/server\/ping\.ts:\d+:\d+\)\n/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
