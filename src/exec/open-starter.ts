import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemError } from '../errors.js';
import type { CommandStarter, Kinship } from './command-starter.js';
import { errnoOf } from './errno.js';
import { Launcher } from './launcher.js';
import { removeDirectory } from './remove-directory.js';
import { SpawnStarter } from './spawn-starter.js';

/** How commands are to be started. */
export interface StarterSettings {
  /** Default: `apart`. */
  readonly kinship?: Kinship;
  /** The signals that commands which are kin ignore besides SIGPIPE, where perl starts them. Default: none. */
  readonly ignored?: readonly NodeJS.Signals[] | undefined;
  /** Where the starter's directory is made. Default: that of the system for temporary files. */
  readonly parent?: string;
  /** `any`: by a launcher where there is perl, else by spawn. */
  readonly by?: 'any' | 'launcher' | 'spawn';
}

/** Makes a starter, to be shared by the slots of a process. Rejects with SystemError. */
export async function openStarter({
  kinship = 'apart',
  ignored = [],
  parent = tmpdir(),
  by = 'any',
}: StarterSettings = {}): Promise<CommandStarter> {
  const directory = await makeDirectory(parent);
  if (by === 'spawn') return new SpawnStarter(directory, kinship);
  try {
    return await Launcher.open(directory, kinship, ignored);
  } catch (error) {
    if (by === 'any') return new SpawnStarter(directory, kinship);
    await removeDirectory(directory);
    throw error;
  }
}

async function makeDirectory(parent: string): Promise<string> {
  try {
    const directory = await mkdtemp(join(parent, 'gearctl-'));
    // Others, as whom commands may run, have to pass.
    await chmod(directory, 0o711);
    return directory;
  } catch (cause) {
    throw new SystemError(`cannot make a directory in ${parent}: ${errnoOf(cause)}`, {
      hint: 'set TMPDIR to a directory that exists and may be written',
      cause,
    });
  }
}
