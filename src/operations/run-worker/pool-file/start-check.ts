import { lookUpCommand } from '../../../exec/command-look-up.js';
import type { FunctionSettings } from '../function-settings.js';
import { checkPlace } from '../process-place.js';
import { type Complain, orComplain } from './complaints.js';
import type { DescribedFunction } from './file-keys.js';
import type { Place } from './located.js';

/**
 * Complains about what would keep a worker from starting the processes of a function on this machine: a directory that is
 * not there, a program that is not in PATH or may not be executed. Below another root nothing is looked up.
 */
export function checkStart(
  { place, section: { places } }: DescribedFunction,
  { action }: FunctionSettings,
  complain: Complain,
): void {
  if (action.type === 'print') return;
  const { process, command } = action;
  const { env, cwd = '.', chroot } = process;
  const at = (...keys: readonly string[]): Place => keys.flatMap((key) => places.get(key) ?? []).at(0) ?? place;
  const attempt = (where: Place, check: () => unknown) =>
    orComplain(where, complain, () => {
      check();
      return true;
    }) === true;
  const isPlace = attempt(at('chroot', 'cwd'), () => checkPlace({ ...process, cgroup: undefined }));
  attempt(at('cgroup'), () => checkPlace({ ...process, cwd: undefined, chroot: undefined }));
  // A script is run by /bin/sh, and is there.
  const isScript = action.type === 'command' && action.shell !== undefined;
  if (isPlace && chroot === undefined && !isScript) attempt(at('command'), () => lookUpCommand(command, env, cwd));
}
