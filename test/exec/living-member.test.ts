import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasLivingMember } from '../../src/exec/living-member.js';
import { ProcessGroup } from '../../src/exec/process-group.js';
import { until } from '../support/until.js';
import { processStat } from './slot-fixture.js';

describe('hasLivingMember', () => {
  it('finds a process by its group', async () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    expect(await hasLivingMember(Number(child.pid))).toBe(true);
    child.kill();
    await once(child, 'exit');
    expect(await hasLivingMember(Number(child.pid))).toBe(false);
  });

  it('does not count a zombie, so nobody waits for one', async () => {
    // The child has a group of its own, and a parent that never asks what became of it.
    const parent = spawn('sh', ['-c', 'setsid sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = await once(parent.stdout, 'data');
    const zombie = Number(line);
    const isSleeping = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n';
    await until(() => isSleeping(Number(parent.pid)) && isSleeping(zombie));
    process.kill(zombie);
    await until(() => processStat(zombie)?.state === 'Z');
    expect(processStat(zombie)?.group).toBe(zombie);
    expect(await hasLivingMember(zombie)).toBe(false);
    await new ProcessGroup(zombie).end([{ signal: 'SIGTERM', waitMs: 60_000 }]);
    parent.kill();
    await once(parent, 'exit');
  });
});
