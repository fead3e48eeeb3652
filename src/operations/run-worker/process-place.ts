import { readFileSync, statSync } from 'node:fs';
import { AccessError, SystemError, UsageError } from '../../errors.js';
import type { ProcessSettings } from './function-settings.js';

/** Where a machine tells what processes can be on it. */
export interface MachineFiles {
  /** Is there while systemd runs it, as sd_booted(3) has it. */
  readonly systemd: string;
  /** Says what this process may do, as proc(5) has it. */
  readonly ownStatus: string;
}

const MACHINE: MachineFiles = { systemd: '/run/systemd/system', ownStatus: '/proc/self/status' };

/** The number of CAP_SYS_CHROOT in capabilities(7). */
const MAY_CHANGE_ROOT = 18n;

/**
 * Sees to it that processes can be where they are to run, before there is a job. Throws UsageError for a directory that
 * is none, AccessError for a root that we may not give them, and SystemError where systemd cannot make scopes. Below
 * another root nothing is looked up.
 */
export function checkPlace({ cwd = '.', chroot, cgroup }: ProcessSettings, machine = MACHINE): void {
  const directory = chroot ?? cwd;
  if (!isDirectory(directory)) throw new UsageError(`there is no directory ${directory}`);
  if (chroot !== undefined && !mayChangeRoot(machine)) {
    throw new AccessError(`not permitted to make ${chroot} the root directory of commands`, {
      hint: 'only root may do that',
    });
  }
  if (cgroup === undefined || isDirectory(machine.systemd)) return;
  throw new SystemError('systemd does not run here, and only it makes cgroups for commands', {
    hint: 'leave them out; ulimit limits single processes',
  });
}

/** Where nobody can tell it is tried with the first job. */
function mayChangeRoot({ ownStatus }: MachineFiles): boolean {
  try {
    const [, capabilities] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync(ownStatus, 'latin1')) ?? [];
    return capabilities === undefined || ((BigInt(`0x${capabilities}`) >> MAY_CHANGE_ROOT) & 1n) === 1n;
  } catch {
    return true; // There is no /proc.
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
