import { spawnSync } from 'node:child_process';
import type { CommandRequest, CommandWord } from './command-request.js';
import { errnoOf } from './errno.js';
import { limitOptions } from './launch-message.js';
import { type StartFault, startError } from './start-fault.js';

/**
 * Gives the command with the programs in front of it that spawn lacks: prlimit, nice, and chroot or setpriv for another
 * user. Throws what a start throws, for such a program can tell its own failure from that of the command by nothing.
 */
export function wrappedCommand(request: CommandRequest, uid: number | undefined): readonly CommandWord[] {
  const { command, chroot, cwd, nice, resourceLimits = [], user } = request;
  const refuse = (step: StartFault['step']) => {
    throw startError(request, { step, errno: 'EPERM' });
  };
  const isRoot = uid === 0;
  const wrapped: CommandWord[] = [];
  if (resourceLimits.length > 0) {
    const limit = ['prlimit', ...limitOptions(resourceLimits)];
    const { error, status } = spawnSync('prlimit', [...limit.slice(1), 'true'], { stdio: 'ignore' });
    if (error !== undefined) throw startError(request, { step: 'limits', errno: errnoOf(error) }, error);
    if (status !== 0) refuse('limits');
    wrapped.push(...limit);
  }
  if (nice !== undefined) {
    if (nice < 0 && !isRoot) refuse('nice');
    wrapped.push('nice', '-n', `${nice}`);
  }
  if (user !== undefined && !isRoot) refuse('user');
  const groups = user?.groups.join(',') ?? '';
  if (chroot !== undefined) {
    if (!isRoot) refuse('chroot');
    wrapped.push('chroot', ...(user ? [`--userspec=${user.uid}:${user.gid}`, `--groups=${groups}`] : []), chroot);
    if (cwd !== undefined) wrapped.push('env', `--chdir=${cwd}`);
  } else if (user !== undefined) {
    const others = user.groups.length === 0 ? '--clear-groups' : `--groups=${groups}`;
    wrapped.push('setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, others);
  }
  return [...wrapped, ...command];
}
