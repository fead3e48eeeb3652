import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { CommandNotExecutableError, SystemError } from '../errors.js';
import { lookUpCommand } from './command-look-up.js';
import { isStartError, type StartError } from './command-outcome.js';
import type { CommandRequest } from './command-request.js';
import { errnoOf } from './errno.js';

/** The process of the command itself; its pid is also the number of its session and process group. */
export interface Leader {
  readonly process: ChildProcess;
  readonly pid: number;
}

/**
 * Starts a command as the leader of its own session, with the three descriptors as its stdin, stdout and stderr.
 * Rejects with a StartError. A listener for `exit` that is added as soon as this resolves misses nothing.
 */
export async function startLeader(request: CommandRequest, stdio: readonly number[]): Promise<Leader> {
  const [program = '', ...args] = request.command;
  const { env, cwd } = request;
  let child: ChildProcess;
  try {
    child = spawn(program, args, { env, cwd, stdio: [...stdio], detached: true });
  } catch (cause) {
    throw startError(request, cause);
  }
  if (child.pid !== undefined) return { process: child, pid: child.pid };
  const [cause] = await once(child, 'error');
  throw startError(request, cause);
}

/** Finds out what is to blame: the system says ENOENT of a program, of its interpreter and of a directory alike. */
function startError(request: CommandRequest, cause: unknown): StartError {
  const { command, env, cwd = process.cwd() } = request;
  const [program = ''] = command;
  const errno = errnoOf(cause);
  if (errno === 'ENOEXEC') {
    return new CommandNotExecutableError(`cannot execute ${program}: not a format that the system can run`, { cause });
  }
  if (program !== '' && errno !== 'ENOENT' && errno !== 'EACCES') {
    return new SystemError(`cannot start ${program}: ${errno || String(cause)}`, { cause });
  }
  if (!isDirectory(cwd)) {
    return new SystemError(`cannot start ${program}: no working directory ${cwd}`, { cause });
  }
  try {
    const path = lookUpCommand(command, env, cwd, cause);
    return new CommandNotExecutableError(`cannot execute ${program}: the system refused ${path}`, {
      hint: 'is the interpreter in its first line installed and executable?',
      cause,
    });
  } catch (error) {
    if (isStartError(error)) return error;
    throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
