import { statSync } from 'node:fs';
import { SystemError, UsageError } from '../../errors.js';
import type { ProcessSettings } from './function-settings.js';

/** It is there while systemd runs the machine, as sd_booted(3) has it. */
const SYSTEMD_RUNS = '/run/systemd/system';

/**
 * Sees to it that processes can be where they are to run, before there is a job. Throws UsageError for a directory that
 * is none, and SystemError where systemd cannot make scopes. Below another root nothing is looked up.
 */
export function checkPlace({ cwd = '.', chroot, cgroup }: ProcessSettings, systemd = SYSTEMD_RUNS): void {
  const directory = chroot ?? cwd;
  if (!isDirectory(directory)) throw new UsageError(`there is no directory ${directory}`);
  if (cgroup === undefined || isDirectory(systemd)) return;
  throw new SystemError('systemd does not run here, and only it makes cgroups for commands', {
    hint: 'leave them out; ulimit limits single processes',
  });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
