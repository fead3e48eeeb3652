import { type FunctionFlags, flagWish } from './flag-wish.js';
import type { WorkSource } from './pool/host-wish.js';
import { functionSettings, type Surroundings } from './pool-file/function-settings-of.js';
import type { FunctionWish } from './pool-file/function-wish.js';

/** The flags that say what a worker does, or which file does. */
export interface SourceFlags extends FunctionFlags {
  readonly config?: string | undefined;
  readonly only?: string | undefined;
  /** Only checks the file: what it describes has to be there. */
  readonly check?: boolean | undefined;
}

/** The words that say it: a command is run for each job of these functions, and without one the jobs are printed. */
export interface SourceWords {
  readonly functions: readonly string[];
  readonly command: readonly string[];
}

/** Finds out what a worker is to do. Rejects with UsageError, and with SystemError where users cannot be looked up. */
export async function workSource(
  { functions, command }: SourceWords,
  flags: SourceFlags,
  env: NodeJS.ProcessEnv,
): Promise<WorkSource> {
  const { config: path, only, check: checksStart } = flags;
  if (path !== undefined) {
    const { readPoolFile } = await import('./pool-file/read-pool-file.js');
    const { onlyFunctions } = await import('./pool-file/only-functions.js');
    return { type: 'file', read: async () => onlyFunctions(await readPoolFile(path, { env, checksStart }), only) };
  }
  const wish = flagWish(flags, command);
  return {
    type: 'functions',
    functions,
    settings: functionSettings(functions[0] ?? '', wish, await around(wish, env)),
  };
}

async function around({ user }: FunctionWish, env: NodeJS.ProcessEnv): Promise<Surroundings> {
  if (user === undefined) return { env };
  const { lookUpUser } = await import('./process-user.js');
  return { env, user: await lookUpUser(user) };
}
