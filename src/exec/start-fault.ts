import { statSync } from 'node:fs';
import { AccessError, CommandNotExecutableError, SystemError } from '../errors.js';
import { lookUpCommand } from './command-look-up.js';
import { isStartError, type StartError } from './command-outcome.js';
import type { CommandRequest, CommandWord } from './command-request.js';

/** Where a command could not be started, and what the system said: ENOENT, EAGAIN, … */
export interface StartFault {
  readonly step: 'streams' | 'fork' | 'limits' | 'nice' | 'chroot' | 'directory' | 'user' | 'exec';
  readonly errno: string;
}

const NOT_PERMITTED = ['EPERM', 'EACCES'];

/** Words a fault. Of `exec` it finds out what is to blame: the system says ENOENT of a program and of its interpreter alike. */
export function startError(request: CommandRequest, { step, errno }: StartFault, cause?: unknown): StartError {
  const { command, cwd, chroot, user, nice } = request;
  const program = wordText(command[0] ?? '');
  const refusal = (what: string, hint: string) =>
    NOT_PERMITTED.includes(errno)
      ? new AccessError(`cannot start ${program}: not permitted to ${what}`, { hint, cause })
      : new SystemError(`cannot start ${program}: cannot ${what}: ${errno}`, { cause });
  switch (step) {
    case 'streams':
      return new SystemError(`cannot start ${program}: cannot open its streams: ${errno}`, { cause });
    case 'fork':
      return new SystemError(`cannot start ${program}: ${errno}`, { cause });
    case 'limits':
      return errno === 'ENOENT'
        ? new SystemError(`cannot start ${program}: cannot find prlimit, to limit it`, {
            hint: 'install util-linux',
            cause,
          })
        : refusal('set its limits', 'only root may raise limits above the hard ones');
    case 'nice':
      return refusal(`add ${nice} to its niceness`, 'only root may lower niceness');
    case 'chroot':
      return refusal(`make ${chroot} its root directory`, 'only root may do that');
    case 'directory':
      return new SystemError(`cannot start ${program}: no working directory ${cwd}`, { cause });
    case 'user':
      return refusal(`run it as user ${user?.uid}, group ${user?.gid}`, 'only root may run commands as others');
    case 'exec':
      return execError(request, program, errno, cause);
  }
}

function execError(
  { command, env, variables, cwd = '.', chroot }: CommandRequest,
  program: string,
  errno: string,
  cause: unknown,
) {
  if (errno === 'ENOEXEC') {
    return new CommandNotExecutableError(`cannot execute ${program}: not a format that the system can run`, { cause });
  }
  if (program !== '' && errno !== 'ENOENT' && errno !== 'EACCES') {
    return new SystemError(`cannot start ${program}: ${errno || String(cause)}`, { cause });
  }
  if (cwd !== '.' && chroot === undefined && !isDirectory(cwd)) {
    return new SystemError(`cannot start ${program}: no working directory ${cwd}`, { cause });
  }
  try {
    const path = lookUpCommand([program, ...command.slice(1).map(wordText)], { ...env, ...variables }, cwd, {
      cause,
      chroot,
    });
    return new CommandNotExecutableError(`cannot execute ${program}: the system refused ${path}`, {
      hint: 'is the interpreter in its first line installed and executable?',
      cause,
    });
  } catch (error) {
    if (isStartError(error)) return error;
    throw error;
  }
}

function wordText(word: CommandWord): string {
  return typeof word === 'string' ? word : Buffer.from(word).toString();
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
