import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError, UsageError } from '../../errors.js';
import { systemMessage } from '../../system-message.js';
import { stateFolderOf } from '../state-folder.js';

/** In place of a file: no store. */
const NONE = 'none';

/**
 * Gives the file that keeps the jobs of a server: the one that was asked for, or one for its port in $STATE_DIRECTORY,
 * where a service manager has made one, else in the user's folder for what programs have to remember. Undefined for
 * `none`, and unless asked for on port 0: there the next server would not find its clients. Throws UsageError, StoreError.
 */
export function storeFileOf(
  asked: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  port: number,
): string | undefined {
  if (asked === '')
    throw new UsageError('--store is empty', { hint: 'name a file, or none to keep jobs in memory alone' });
  if (asked !== undefined) return asked === NONE ? undefined : asked;
  if (port === 0) return undefined;
  const folder = stateFolderOf(env);
  if (folder) return join(folder, `jobs-${port}.sqlite`);
  throw new StoreError('there is no place to keep jobs: neither HOME nor STATE_DIRECTORY is set', 'failed', {
    hint: '--store FILE names one, --store none keeps jobs in memory alone',
  });
}

/** Makes the folder of a file, for nobody else to look into. Throws StoreError. */
export async function makeFolderOf(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    const isForbidden = ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
    const fault = isForbidden ? 'read-only' : 'failed';
    throw new StoreError(`cannot make the folder of ${file}: ${systemMessage(error)}`, fault, {
      hint: '--store FILE names another place, --store none keeps jobs in memory alone',
      cause: error,
    });
  }
}
