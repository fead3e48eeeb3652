import { execFileSync } from 'node:child_process';
import { SystemError } from '../../errors.js';

/**
 * Makes this process one of the user, with the user's group and no others. What is opened from then on is the user's:
 * log, process ID, database. Throws SystemError for a user who is not known, and unless this process is root's.
 */
export function switchUser(user: string): void {
  if (process.setuid === undefined || process.setgid === undefined || process.geteuid?.() !== 0)
    throw new SystemError('Must be root to switch users.');
  const group = groupOf(user);
  try {
    process.setgroups?.([]);
    process.setgid(group);
    // By name, for a user may be called 0.
    process.setuid(user);
  } catch (error) {
    throw new SystemError(`Could not switch to user : ${user}`, { cause: error });
  }
}

/** Asks `id`, for users are not only in /etc/passwd. */
function groupOf(user: string): number {
  try {
    return Number(
      execFileSync('id', ['-g', '--', user], { env: {}, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch (error) {
    throw new SystemError(`Could not find user : ${user}`, { cause: error });
  }
}
