import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { stateFolderOf } from './state-folder.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** In place of a folder: no journal. */
const NONE = 'none';

/**
 * Gives the folder in which the workers of this machine keep the outcomes of their jobs: the one that was asked for, else
 * one in the folder for what gearctl has to remember. Undefined for `none`, and where there is no such folder. Throws
 * UsageError.
 */
export function journalFolderOf(asked: string | undefined, env: Environment): string | undefined {
  if (asked === '') throw new UsageError('--journal is empty', { hint: 'name a folder, or none for no journal' });
  if (asked !== undefined) return asked === NONE ? undefined : asked;
  const folder = stateFolderOf(env);
  return folder && join(folder, 'journal');
}

/** Does the same for those who can do nothing without a journal. Throws UsageError. */
export function demandedJournalFolder(asked: string | undefined, env: Environment): string {
  const folder = journalFolderOf(asked, env);
  if (folder !== undefined) return folder;
  throw new UsageError('there is no journal', {
    hint: '--journal FOLDER names the one that the workers were given',
  });
}
