import { mkdirSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SystemError } from '../../../errors.js';
import { removeDirectory } from '../../../exec/remove-directory.js';
import { systemMessage } from '../../../system-message.js';

/** The directory in which the slots of a function have those of their jobs. Others may pass it, but not list it. */
export class JobRoot {
  readonly #path: string;
  readonly #keptPrefix: string;

  private constructor(path: string, keptPrefix: string) {
    this.#path = path;
    this.#keptPrefix = keptPrefix;
  }

  /**
   * Makes one in a directory that is sure to be removed, whatever becomes of us; or for commands with a root of their own
   * below that, among the temporary files. Rejects with SystemError.
   */
  static async make(directory: string, chroot: string | undefined): Promise<JobRoot> {
    const parent = chroot === undefined ? directory : join(chroot, tmpdir());
    try {
      const path = await mkdtemp(join(parent, 'gearctl-jobs-'));
      await chmod(path, 0o711);
      return new JobRoot(path, join(chroot === undefined ? dirname(directory) : parent, 'gearctl-kept-'));
    } catch (cause) {
      const hint = chroot === undefined ? undefined : `commands have their directories there: mkdir -m 1777 ${parent}`;
      const message = `cannot make a directory in ${parent}: ${systemMessage(cause)}`;
      throw new SystemError(message, { ...(hint && { hint }), cause });
    }
  }

  /** Makes the directory of a slot, if it is not there, and gives its path. Throws SystemError. */
  directoryOf(slot: number): string {
    const path = `${this.#path}/${slot}`;
    try {
      mkdirSync(path, { recursive: true, mode: 0o711 });
    } catch (cause) {
      throw new SystemError(`cannot make ${path}: ${systemMessage(cause)}`, { cause });
    }
    return path;
  }

  /** Names a place outside for the directory of a job that is to be kept. */
  keptPath(handle: string, attempt: number): string {
    const job = handle.replace(/[^A-Za-z0-9.-]+/g, '_');
    // Handles begin anew with their server, and other workers keep directories too.
    return `${this.#keptPrefix}${job}-${attempt}-${this.#path.slice(-6)}`;
  }

  /** Removes it, with all that is in it as far as that can be. */
  async remove(): Promise<void> {
    await removeDirectory(this.#path);
  }
}
