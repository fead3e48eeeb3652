import { rm, rmdir } from 'node:fs/promises';

/**
 * Removes a directory with all that is in it, as far as that can be: what is left must not hide why it is not needed. For
 * an empty one it takes no descriptor.
 */
export async function removeDirectory(path: string): Promise<void> {
  await rmdir(path)
    .catch(() => rm(path, { recursive: true, force: true, maxRetries: 3 }))
    .catch(() => undefined);
}
