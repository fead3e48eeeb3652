import { readdir, readFile } from 'node:fs/promises';

/**
 * True when a process group has a member that is more than a zombie. True also where the system does not tell: only
 * Linux does.
 *
 * A signal cannot find that out: it reaches zombies too. And those may stay for long, when the process that inherited
 * them does not reap them, as in a container without an init.
 */
export async function hasLivingMember(group: number): Promise<boolean> {
  const names = process.platform === 'linux' ? await readdir('/proc').catch(() => []) : [];
  if (names.length === 0) return true;
  for (const name of names) {
    if (/^\d+$/.test(name) && (await isLivingMember(name, group))) return true;
  }
  return false;
}

async function isLivingMember(pid: string, group: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''); // It may have gone just now.
  // "pid (name) state parent group …", where the name may hold anything.
  const [state, , memberOf] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(memberOf) === group && state !== 'Z' && state !== 'X';
}
