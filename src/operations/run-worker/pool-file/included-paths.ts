import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../../errors.js';
import { systemMessage } from '../../../system-message.js';

const WILD = /[*?]/;

/**
 * Gives the paths that an `include` means, sorted. In a pattern `*` stands for any characters of a name and `?` for one; a
 * name that begins with a dot has to be written so. A pattern may mean no file at all, and a path always means itself.
 * Throws ConfigError for a directory that cannot be read.
 */
export async function includedPaths(pattern: string, fromPath: string): Promise<string[]> {
  const isAbsolute = pattern.startsWith('/');
  let paths = [isAbsolute ? '/' : dirname(fromPath)];
  for (const segment of pattern.split('/').filter((each) => each !== '')) {
    const found = await Promise.all(paths.map((path) => below(path, segment)));
    paths = found.flat();
  }
  return WILD.test(pattern) ? paths.filter((path) => existsSync(path)).sort() : paths;
}

async function below(directory: string, segment: string): Promise<string[]> {
  if (!WILD.test(segment)) return [join(directory, segment)];
  const source = segment
    .replace(/[\\^$.|+(){}[\]]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 'su');
  return (await namesIn(directory))
    .filter((name) => expression.test(name) && name.startsWith('.') === segment.startsWith('.'))
    .map((name) => join(directory, name));
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw new ConfigError(`cannot read ${directory}: ${systemMessage(error)}`, { cause: error });
  }
}
