import { AccessError } from '../../errors.js';
import { systemMessage } from '../../system-message.js';
import type { ProcessUser } from './function-settings.js';

/** What of a process can become somebody else. */
export interface Privileged {
  setgroups?(groups: readonly number[]): void;
  setgid?(gid: number): void;
  setuid?(uid: number): void;
  readonly env: NodeJS.ProcessEnv;
}

/** Makes a process another user's for good, with all groups of that user and none besides. Throws AccessError. */
export function dropPrivileges(self: Privileged, user: ProcessUser): void {
  try {
    self.setgroups?.([...new Set([user.gid, ...user.groups])]);
    self.setgid?.(user.gid);
    self.setuid?.(user.uid);
  } catch (cause) {
    throw new AccessError(`cannot become ${user.name}: ${systemMessage(cause)}`, {
      hint: 'only root can become somebody else',
      cause,
    });
  }
  const { name, home, shell } = user;
  Object.assign(self.env, { USER: name, LOGNAME: name, HOME: home, SHELL: shell });
}
