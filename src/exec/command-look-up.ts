import { accessSync, constants, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandNotExecutableError, CommandNotFoundError } from '../errors.js';
import type { CommandEnvironment } from './command-request.js';
import { errnoOf } from './errno.js';

/** Where execvp looks when the environment has no PATH (glibc's own default). */
const DEFAULT_PATH = '/bin:/usr/bin';

/**
 * Resolves a command's program as execvp would in `cwd`: a name with a slash as a path, any other in the PATH of
 * `env`; below `chroot`, where that is given. Returns the absolute path. Throws CommandNotFoundError or
 * CommandNotExecutableError, with where it looked; `cause`, where given, becomes the cause of that error.
 */
export function lookUpCommand(
  command: readonly string[],
  env: CommandEnvironment,
  cwd: string,
  { cause, chroot }: { readonly cause?: unknown; readonly chroot?: string | undefined } = {},
): string {
  const [program = ''] = command;
  if (program === '') {
    throw new CommandNotFoundError('no command was given', { hint: 'name the program to run for each job', cause });
  }
  const places = program.includes('/') ? [program] : searchPath(env).map((directory) => join(directory, program));
  const candidates = places.map((place) =>
    chroot === undefined ? resolve(cwd, place) : join(chroot, resolve('/', cwd, place)),
  );

  let denied: string | undefined;
  for (const path of candidates) {
    const access = accessTo(path);
    if (access === 'executable') return path;
    if (access === 'denied') denied ??= path;
  }
  if (denied !== undefined) {
    const hint = `make it an executable file: chmod +x ${denied}`;
    throw new CommandNotExecutableError(`cannot execute ${program}: ${denied} is no executable file`, { hint, cause });
  }
  throw program.includes('/')
    ? new CommandNotFoundError(`cannot find ${program}: there is no ${candidates[0]}`, {
        hint: 'a relative path starts at the working directory of the command',
        cause,
      })
    : new CommandNotFoundError(`cannot find ${program}: looked in ${searchPath(env).join(':')}`, {
        hint: 'give the full path of the program, or set PATH',
        cause,
      });
}

/** The directories of PATH in order; an empty one means the working directory. */
function searchPath(env: CommandEnvironment): string[] {
  return (env.PATH ?? DEFAULT_PATH).split(':').map((directory) => (directory === '' ? '.' : directory));
}

function accessTo(path: string): 'executable' | 'denied' | 'missing' {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? 'executable' : 'denied';
  } catch (error) {
    return errnoOf(error) === 'EACCES' ? 'denied' : 'missing';
  }
}
