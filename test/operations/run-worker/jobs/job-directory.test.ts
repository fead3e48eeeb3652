import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemError } from '../../../../src/errors.js';
import { JobDirectory } from '../../../../src/operations/run-worker/jobs/job-directory.js';

let parent = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gearctl-directory-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('the directory of a job', () => {
  it('is there, empty and for its owner alone', () => {
    const directory = new JobDirectory(parent, { owner: { uid: 65_534, gid: 65_533 } });
    directory.make();
    const { mode, uid, gid } = statSync(directory.shownPath);
    expect([mode & 0o777, uid, gid, readdirSync(directory.shownPath)]).toEqual([0o700, 65_534, 65_533, []]);
  });

  it('serves the next job when it is as it was', async () => {
    const directory = new JobDirectory(parent);
    directory.make();
    const { ino } = statSync(directory.shownPath);
    await directory.clear();
    directory.make();
    expect(statSync(directory.shownPath).ino).toBe(ino);
  });

  it('serves no other job where the last may still use it', async () => {
    const directory = new JobDirectory(parent, { servesOnce: true });
    directory.make();
    const path = directory.shownPath;
    await directory.clear();
    directory.make();
    expect([existsSync(path), existsSync(directory.shownPath)]).toEqual([false, true]);
  });

  it.each<[string, (path: string) => void]>([
    ['has files in it', (path) => mkdirSync(join(path, 'a/b'), { recursive: true })],
    ['may be read by others', (path) => chmodSync(path, 0o755)],
    ['is gone', (path) => rmSync(path, { recursive: true })],
    [
      'became a file',
      (path) => {
        rmSync(path, { recursive: true });
        writeFileSync(path, '');
      },
    ],
  ])('is another one when it %s', async (_what, change) => {
    const directory = new JobDirectory(parent);
    directory.make();
    change(directory.shownPath);
    await directory.clear();
    directory.make();
    expect(readdirSync(parent)).toHaveLength(1);
    expect([statSync(directory.shownPath).mode & 0o777, readdirSync(directory.shownPath)]).toEqual([0o700, []]);
  });

  it('has the workload in a file, where that is wanted', async () => {
    const owner = { uid: 65_534, gid: 65_534 };
    const directory = new JobDirectory(parent, { owner });
    directory.make();
    await directory.writeWorkload(Buffer.from('hello'));
    expect(readFileSync(directory.workloadPath, 'utf8')).toBe('hello');
    expect(statSync(directory.workloadPath)).toMatchObject(owner);
  });

  it('has nothing written through a link', async () => {
    const directory = new JobDirectory(parent);
    directory.make();
    const target = join(parent, 'target');
    symlinkSync(target, directory.workloadPath);
    await expect(directory.writeWorkload(Buffer.from('hello'))).rejects.toThrow(SystemError);
    expect(existsSync(target)).toBe(false);
  });

  it('is shown as a command with another root sees it', () => {
    const directory = new JobDirectory(`${parent}/tmp/x`, { chroot: parent });
    expect([directory.shownPath, directory.workloadPath]).toEqual(['/tmp/x/1', '/tmp/x/1/workload']);
  });

  it('can be kept elsewhere, if there is something in it', async () => {
    const directory = new JobDirectory(parent);
    directory.make();
    const kept = join(parent, 'kept');
    expect(await directory.keepAs(kept)).toBe(false);
    writeFileSync(join(directory.shownPath, 'core'), 'x');
    expect(await directory.keepAs(kept)).toBe(true);
    expect(readdirSync(kept)).toEqual(['core']);
    expect(existsSync(directory.shownPath)).toBe(false);
  });

  it('that cannot be made is an error of the system', () => {
    expect(() => new JobDirectory(join(parent, 'no/such')).make()).toThrow(SystemError);
  });
});
