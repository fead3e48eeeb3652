import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mistakesIn, poolFolder } from './pool-folder.js';

const env = { PATH: process.env.PATH };

/** What a check says of a function with these settings. */
const faultsOf = (settings: string) => mistakesIn(`functions:\n  a: {${settings}}`, { env, checksStart: true });

describe('what cannot be started on this machine is a mistake to a check', () => {
  it.each([
    ['command: [no-such-program]', `2:16: cannot find no-such-program: looked in ${env.PATH} (give the full path`],
    ['command: [no-such-program], coprocess: lines', '2:16: cannot find no-such-program: looked in '],
    ['command: [no-such-program], env: {PATH: /nowhere}', '2:16: cannot find no-such-program: looked in /nowhere ('],
    ['command: [/no/program, "{}"]', '2:16: cannot find /no/program: there is no /no/program'],
    ['command: [/etc/passwd]', '2:16: cannot execute /etc/passwd: /etc/passwd is no executable file (make it'],
    ['command: [cat], cwd: /no/directory', '2:28: there is no directory /no/directory'],
    ['command: [cat], chroot: /no/directory', '2:31: there is no directory /no/directory'],
  ])('%s', async (settings, mistake) => {
    expect(await faultsOf(settings)).toEqual([expect.stringContaining(`workers.yaml:${mistake}`)]);
  });

  it.each(['command: [cat, "{file}"]', 'shell: no-such-program'])('but not %s', async (settings) => {
    expect(await faultsOf(settings)).toEqual(['nothing is wrong']);
  });

  it('but not a program below another root, where nothing is looked up', async () => {
    const [fault] = await faultsOf('command: [no-such-program], chroot: /');
    expect(fault).toContain(process.getuid?.() === 0 ? 'nothing is wrong' : '2:39: not permitted to make / the root');
  });

  it('and so is a cgroup where systemd does not run', async () => {
    const [fault] = await faultsOf('command: [cat], cgroup: true');
    const isThere = existsSync('/run/systemd/system');
    expect(fault).toContain(isThere ? 'nothing is wrong' : 'workers.yaml:2:31: systemd does not run here');
  });

  it('with the directory of a function in mind, and to a check alone', async () => {
    const folder = poolFolder({});
    writeFileSync(join(folder, 'job.sh'), '#!/bin/sh\n', { mode: 0o755 });
    expect(await faultsOf(`command: [./job.sh], cwd: ${folder}`)).toEqual(['nothing is wrong']);
    expect(await faultsOf('command: [./job.sh], cwd: /')).toEqual([expect.stringContaining('cannot find ./job.sh')]);
    expect(await mistakesIn('functions: {a: {command: [./job.sh], cwd: /}}')).toEqual(['nothing is wrong']);
  });
});
