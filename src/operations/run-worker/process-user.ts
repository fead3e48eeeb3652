import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { SystemError, UsageError } from '../../errors.js';
import { systemMessage } from '../../system-message.js';
import type { ProcessUser } from './function-settings.js';

const execute = promisify(execFile);

/** A directory of users may be on another machine. */
const LOOK_UP_TIMEOUT_MS = 10_000;

/** getent's exit status for a name that nobody has. */
const UNKNOWN = 2;

/**
 * Finds a user as the system knows them, in its files or in a directory: `NAME`, `NAME:GROUP`, or numbers for either. A
 * number that nobody has is taken with a group: such a user has no supplementary groups. Rejects with UsageError for
 * somebody who is not there, and with SystemError where the system cannot be asked.
 */
export async function lookUpUser(text: string): Promise<ProcessUser> {
  const [, name = '', group] = /^([^:]+)(?::([^:]+))?$/.exec(text) ?? [];
  if (name === '' || /^-|[\0\n]/.test(text)) {
    throw new UsageError(`'${text}' is no user`, { hint: 'write NAME or NAME:GROUP' });
  }
  const gid = group === undefined ? undefined : await groupNumber(group);
  const [login = '', , uid, ownGid, , home = '/', shell = ''] = (await entryOf('passwd', name)) ?? [];
  if (uid === undefined) {
    if (isNumber(name) && gid !== undefined) return userOfNumber(Number(name), gid);
    throw new UsageError(`there is no user '${name}'`, { hint: 'name one that getent passwd lists' });
  }
  const groups = await supplementaryGroups(login);
  const ids = { uid: Number(uid), gid: gid ?? Number(ownGid), groups };
  return { name: login, ...ids, home, shell: shell === '' ? '/bin/sh' : shell };
}

function userOfNumber(uid: number, gid: number): ProcessUser {
  return { name: String(uid), uid, gid, groups: [], home: '/', shell: '/bin/sh' };
}

async function groupNumber(group: string): Promise<number> {
  const [, , gid] = (await entryOf('group', group)) ?? [];
  if (gid !== undefined) return Number(gid);
  if (isNumber(group)) return Number(group);
  throw new UsageError(`there is no group '${group}'`, { hint: 'name one that getent group lists' });
}

async function supplementaryGroups(login: string): Promise<number[]> {
  const output = await ask('id', ['-G', '--', login]);
  // Without them a command may be refused what it needs, or have what the user is kept from.
  if (output === undefined) throw new SystemError(`there is no id(1) that tells the groups of ${login}`);
  return output.split(/\s+/).filter(isNumber).map(Number);
}

/** Gives the fields of an entry; without getent(1), of one in the file of the system. */
async function entryOf(database: 'passwd' | 'group', key: string): Promise<string[] | undefined> {
  const line = (await ask('getent', [database, key])) ?? (await lineOf(`/etc/${database}`, key));
  return line === '' ? undefined : line.trimEnd().split(':');
}

async function lineOf(path: string, key: string): Promise<string> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => ({ line, fields: line.split(':') }));
  const byName = lines.find(({ fields }) => fields[0] === key);
  return (byName ?? lines.find(({ fields }) => fields[2] === key))?.line ?? '';
}

/** Gives what a program says; nothing where it knows nobody of the name, and undefined where there is no such program. */
async function ask(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await execute(program, args, { timeout: LOOK_UP_TIMEOUT_MS });
    return stdout;
  } catch (error) {
    const { code } = error as { code?: string | number };
    if (code === UNKNOWN) return '';
    if (code === 'ENOENT') return undefined;
    throw new SystemError(`${program} ${args.join(' ')} does not answer: ${systemMessage(error)}`, { cause: error });
  }
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}
