import { chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { AccessError, SystemError } from '../../../errors.js';
import { errnoOf } from '../../../exec/errno.js';
import { systemMessage } from '../../../system-message.js';

/** The name of the file with the workload. */
const WORKLOAD = 'workload';

/** For whom the directories of jobs are. */
export interface JobDirectorySettings {
  /** Default: us. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  /** What commands take for the root of the file system. */
  readonly chroot?: string | undefined;
  /** Whether each job gets one of its own, for somebody may still use the last. Default: false. */
  readonly servesOnce?: boolean | undefined;
}

/**
 * The directory of the job that a slot runs: empty when the job begins, and its owner's alone (0700). One that a job
 * leaves as it was serves the next, which costs a tenth of making another.
 */
export class JobDirectory {
  readonly #parent: string;
  readonly #settings: JobDirectorySettings;
  #number = 1;
  /** The directory that is there, as it was when it was made. */
  #made: { readonly mode: number; readonly uid: number; readonly gid: number; readonly ino: number } | undefined;

  /** Makes nothing yet. The parent has to be there. */
  constructor(parent: string, settings: JobDirectorySettings = {}) {
    this.#parent = parent;
    this.#settings = settings;
  }

  /** Where the command finds it. */
  get shownPath(): string {
    return this.#path.slice(this.#settings.chroot?.length ?? 0);
  }

  /** Where the command finds the file with the workload. */
  get workloadPath(): string {
    return `${this.shownPath}/${WORKLOAD}`;
  }

  get #path(): string {
    return `${this.#parent}/${this.#number}`;
  }

  /** Sees to it that it is there. Throws AccessError where it may not be given to its owner, else SystemError. */
  make(): void {
    if (this.#made !== undefined) return;
    const { owner } = this.#settings;
    try {
      mkdirSync(this.#path, { mode: 0o700 });
      if (owner !== undefined) chownSync(this.#path, owner.uid, owner.gid);
      this.#made = lstatSync(this.#path);
    } catch (cause) {
      if (owner !== undefined && errnoOf(cause) === 'EPERM') {
        const hint = 'only root can become somebody else';
        throw new AccessError(`cannot run commands as user ${owner.uid}: ${systemMessage(cause)}`, { hint, cause });
      }
      throw new SystemError(`cannot make ${this.#path} for a job: ${systemMessage(cause)}`, { cause });
    }
  }

  /** Writes the file with the workload. Rejects with SystemError. */
  async writeWorkload(workload: Uint8Array): Promise<void> {
    const { owner } = this.#settings;
    const path = `${this.#path}/${WORKLOAD}`;
    try {
      // Never through a link that a process of the owner, left by another job, may have put there.
      const file = await open(path, 'wx', 0o600);
      try {
        await file.writeFile(workload);
        if (owner !== undefined) await file.chown(owner.uid, owner.gid);
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw new SystemError(`cannot write ${path}: ${systemMessage(cause)}`, { cause });
    }
  }

  /** Ends its use for a job: it is emptied, which may come to removing it. */
  async clear(): Promise<void> {
    if (this.#settings.servesOnce !== true && this.#isAsMade()) return;
    const path = this.#path;
    this.#leave();
    // What still writes there, a child of the command say, may keep it from being removed; it goes with its parent.
    await rm(path, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
  }

  /** Moves it to another place, unless there is nothing in it. Gives whether it did. Rejects with SystemError. */
  async keepAs(path: string): Promise<boolean> {
    if (this.#isAsMade()) return false;
    const from = this.#path;
    this.#leave();
    await rename(from, path).catch((cause: unknown) => {
      throw new SystemError(`cannot keep the directory of a job as ${path}: ${systemMessage(cause)}`, { cause });
    });
    return true;
  }

  #leave(): void {
    this.#made = undefined;
    this.#number += 1;
  }

  #isAsMade(): boolean {
    if (this.#made === undefined) return true;
    try {
      const { mode, uid, gid, ino } = lstatSync(this.#path);
      const made = this.#made;
      const isSame = mode === made.mode && uid === made.uid && gid === made.gid && ino === made.ino;
      return isSame && readdirSync(this.#path).length === 0;
    } catch {
      return false; // It is gone, or no longer a directory that can be read.
    }
  }
}
