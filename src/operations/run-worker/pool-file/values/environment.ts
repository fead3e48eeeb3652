import { UsageError } from '../../../../errors.js';
import type { ProcessUser } from '../../function-settings.js';

/** What happens to a variable: it gets a value, or is dropped (null), or stays as it is inherited (undefined). */
export interface EnvironmentChange {
  readonly name: string;
  readonly value: string | null | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a process finds even in a clean environment. */
const ALWAYS_KEPT = /^(?:PATH|LANG|GEARMAN_WORKER_.*)$/;

/** Reads `NAME=VALUE`, or `NAME` for one that stays. Throws UsageError. */
export function parseVariable(text: string): EnvironmentChange {
  const end = text.indexOf('=');
  return end === -1 ? variable(text, undefined) : variable(text.slice(0, end), text.slice(end + 1));
}

/** Makes a change of a variable. Throws UsageError for what no variable can be. */
export function variable(name: string, value: string | null | undefined): EnvironmentChange {
  if (/^[^=\0]+$/.test(name) && !value?.includes('\0')) return { name, value };
  throw new UsageError(`'${name}' cannot be a variable of the environment`, { hint: 'write NAME=VALUE' });
}

/**
 * Gives the environment of processes. With `isClean` nothing is inherited but PATH, LANG, what is about this worker, and
 * what a change names. `user` determines HOME, USER, LOGNAME and SHELL, unless a change does.
 */
export function processEnvironment(
  inherited: Environment,
  changes: readonly EnvironmentChange[],
  { isClean, user }: { readonly isClean: boolean; readonly user?: ProcessUser | undefined },
): Record<string, string | undefined> {
  const kept = Object.entries(inherited).filter(([name]) => !isClean || ALWAYS_KEPT.test(name));
  const own = user && { HOME: user.home, USER: user.name, LOGNAME: user.name, SHELL: user.shell };
  const changed = changes.map(({ name, value }) => [
    name,
    value === undefined ? inherited[name] : (value ?? undefined),
  ]);
  return { ...Object.fromEntries(kept), ...own, ...Object.fromEntries(changed) };
}
