import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { livingIn } from '../slot-fixture.js';

/** Opens co-processes with a job in flight each, says where they are, and waits for its death. */
const DOOMED = `
import { Coprocess } from './dist/exec/coprocess/coprocess.js';
import { openStarter } from './dist/exec/open-starter.js';

const starter = await openStarter({ by: process.argv[1] });
const drop = () => undefined;
const pids = [];
for (const how of ['ready', 'ignore']) {
  const coprocess = await Coprocess.open({
    ...{ starter, command: ['/usr/bin/python3', 'test/exec/coprocess/puppet.py', '1', how], env: {}, protocol: 'jsonl' },
    ...{ killAfterMs: 60_000, hello: {}, onLog: drop, onStderr: drop },
  });
  const data = Buffer.from('hang');
  void coprocess.run({ key: how, facts: {}, data, onData: drop, onWarning: drop, onProgress: drop });
  pids.push(coprocess.status.process.pid);
}
console.log(JSON.stringify({ pids, directory: starter.directory }));
`;

describe.each(['launcher', 'spawn'])('co-processes that were started by %s', (starter) => {
  it('end when we are killed, also those that do not care for the end of their stdin', async () => {
    const doomed = spawn(process.execPath, ['--input-type=module', '-e', DOOMED, starter], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = await once(doomed.stdout, 'data');
    const { pids, directory } = JSON.parse(String(line)) as { pids: number[]; directory: string };
    for (const pid of pids) expect(livingIn(pid)).toEqual([pid]);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    await until(() => pids.every((pid) => livingIn(pid).length === 0) && !existsSync(directory));
  });
});
