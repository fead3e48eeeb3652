import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SystemError, UsageError } from '../../../src/errors.js';
import { lookUpUser } from '../../../src/operations/run-worker/process-user.js';

const said = (...command: [string, ...string[]]) => execFileSync(command[0], command.slice(1)).toString().trim();

/** Any group that has a name, to put somebody else into. */
const GROUP = 'daemon';
const GID = Number(said('getent', 'group', GROUP).split(':')[2]);

describe('a user', () => {
  it.each(['root', 'nobody', 'daemon'])('is who the system knows by the name: %s', async (name) => {
    const [, , uid, gid, , home, shell] = said('getent', 'passwd', name).split(':');
    expect(await lookUpUser(name)).toEqual({
      ...{ name, uid: Number(uid), gid: Number(gid), home, shell },
      groups: said('id', '-G', name).split(' ').map(Number),
    });
  });

  it('may be given by number, and is called by the name that has it', async () => {
    expect(await lookUpUser('0')).toEqual(await lookUpUser('root'));
  });

  it('may have another group, by name or number, and keeps the supplementary ones', async () => {
    const { groups } = await lookUpUser('nobody');
    expect(await lookUpUser(`nobody:${GROUP}`)).toMatchObject({ name: 'nobody', gid: GID, groups });
    expect(await lookUpUser(`nobody:${GID}`)).toMatchObject({ gid: GID });
    expect(await lookUpUser('nobody:987654')).toMatchObject({ gid: 987_654 });
  });

  it('may be a number that nobody has, with a group', async () => {
    const nobody = { name: '987654', uid: 987_654, gid: 12, groups: [], home: '/', shell: '/bin/sh' };
    expect(await lookUpUser('987654:12')).toEqual(nobody);
    await expect(lookUpUser('987654')).rejects.toThrow("there is no user '987654'");
  });

  it('is found in the files of a system without getent, and not without its groups', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'user-'));
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    });
    const known = await Promise.all(['daemon:nogroup', '1'].map(lookUpUser));
    vi.stubEnv('PATH', folder);
    await expect(lookUpUser('daemon')).rejects.toThrow(SystemError);
    symlinkSync('/usr/bin/id', join(folder, 'id'));
    expect(await Promise.all(['daemon:nogroup', '1'].map(lookUpUser))).toEqual(known);
    await expect(lookUpUser('nobody-has-this')).rejects.toThrow(UsageError);
  });

  it.each(['', ':', 'a:b:c', '-x', 'root:', 'a\nb'])('cannot be %j', async (text) => {
    await expect(lookUpUser(text)).rejects.toThrow(UsageError);
  });

  it('has to be there, and so has the group', async () => {
    await expect(lookUpUser('nobody-has-this')).rejects.toThrow("there is no user 'nobody-has-this'");
    await expect(lookUpUser('root:nobody-has-this')).rejects.toThrow("there is no group 'nobody-has-this'");
  });
});
