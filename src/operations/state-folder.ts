import { join } from 'node:path';

/**
 * Gives the folder for what gearctl has to remember: $STATE_DIRECTORY, where a service manager has made one, else that of
 * the user. Undefined where neither is known.
 */
export function stateFolderOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { STATE_DIRECTORY, XDG_STATE_HOME, HOME } = env;
  const user = XDG_STATE_HOME || (HOME && join(HOME, '.local', 'state'));
  return STATE_DIRECTORY?.split(':')[0] || (user ? join(user, 'gearctl') : undefined);
}
