import { UsageError } from '../errors.js';
import type { CommandEnvironment, CommandRequest, CommandWord, ResourceLimit } from './command-request.js';

const HEADER_BYTES = 8;

/**
 * Writes a request for a seat of the launcher:
 *
 *   uint32 bytes in all · uint32 bytes of text · text · what the command reads on stdin, if that is `inline`
 *
 * The numbers are big-endian. The text is words with a NUL between them: directory of the FIFOs, flags, number of
 * variables in `env` and in `variables`; these as `NAME=VALUE`, or `NAME` for one that is taken away; cwd, chroot, nice,
 * user (`UID GID GROUP …`), limits (options of prlimit), each empty where it is as it was; the command. Flags: i stdin
 * follows inline, m stderr merged, c with control channel, e the variables of `env` are there.
 *
 * `sendsEnvironment` is false when the seat has those of `env` from the request before. Throws UsageError for a word with
 * a NUL.
 */
export function launchMessage(
  request: CommandRequest,
  directory: string,
  { isInline, sendsEnvironment }: { readonly isInline: boolean; readonly sendsEnvironment: boolean },
): Uint8Array {
  const { command, cwd = '', chroot = '', nice, user, resourceLimits, stdin } = request;
  const env = sendsEnvironment ? assignments(request.env).filter((word) => word.includes('=')) : [];
  const variables = assignments(request.variables);
  const flags =
    (isInline ? 'i' : '') +
    (request.stderr === 'merged' ? 'm' : '') +
    (request.onControl === undefined ? '' : 'c') +
    (sendsEnvironment ? 'e' : '');
  const as = user === undefined ? '' : [user.uid, user.gid, ...user.groups].join(' ');
  const words: CommandWord[] = [directory, flags, `${env.length}`, `${variables.length}`, ...env, ...variables];
  words.push(cwd, chroot, nice === undefined ? '' : `${nice}`, as, limitOptions(resourceLimits).join(' '), ...command);
  refuseNul(words);
  const text = words.every((word) => typeof word === 'string') ? words.join('\0') : joined(words);
  const textBytes = typeof text === 'string' ? Buffer.byteLength(text) : text.length;
  const message = Buffer.allocUnsafe(HEADER_BYTES + textBytes + (isInline ? stdin.length : 0));
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(textBytes, 4);
  if (typeof text === 'string') message.write(text, HEADER_BYTES);
  else message.set(text, HEADER_BYTES);
  if (isInline) message.set(stdin, HEADER_BYTES + textBytes);
  return message;
}

/** The options of prlimit(1) for limits: `--nofile=1024:2048`. */
export function limitOptions(limits: readonly ResourceLimit[] = []): readonly string[] {
  return limits.map(({ name, soft, hard }) => `--${name}=${soft ?? 'unlimited'}:${hard ?? 'unlimited'}`);
}

function assignments(env: CommandEnvironment = {}): string[] {
  return Object.entries(env).map(([name, value]) => (value === undefined ? name : `${name}=${value}`));
}

/** Throws UsageError for a word that no process can be given. */
export function refuseNul(words: readonly CommandWord[]): void {
  if (words.some(hasNul)) throw new UsageError('an argument or a variable of a command cannot hold a NUL');
}

function hasNul(word: CommandWord): boolean {
  return typeof word === 'string' ? word.includes('\0') : word.includes(0);
}

/** Joins words of which some are bytes, with a NUL between them. */
function joined(words: readonly CommandWord[]): Uint8Array {
  const nul = Buffer.alloc(1);
  return Buffer.concat(words.flatMap((word) => [typeof word === 'string' ? Buffer.from(word) : word, nul])).subarray(
    0,
    -1,
  );
}
