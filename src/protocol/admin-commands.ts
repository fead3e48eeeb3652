import { NameError } from '../errors.js';

/**
 * The admin protocol as one table: text commands, one line each, on the same port as packets. A command is its words
 * and its arguments, separated by spaces; it is sent with CRLF, because gearmand drops the byte before the LF of
 * `create function` unseen.
 */

/**
 * How a command is answered: one line, lines up to a line with a dot, `OK`, or one line with a JSON object. Each may be an
 * `ERR` line instead.
 */
export type AdminReplyForm = 'line' | 'list' | 'ok' | 'json';

/** One row of the table. */
export interface AdminCommandRow {
  /** The words that name the command, lower case. */
  readonly words: string;
  /** Its arguments, in order; a trailing `?` marks an optional one. */
  readonly args: readonly string[];
  readonly reply: AdminReplyForm;
  /** What it is for, in a line. */
  readonly purpose: string;
}

/**
 * Every admin command that gearmand, the Perl server or rustygear knows and gearctl has a use for; at the end those that
 * only gearctl's own server knows.
 */
export const ADMIN_COMMANDS = [
  { words: 'version', args: [], reply: 'line', purpose: "the server's version" },
  { words: 'getpid', args: [], reply: 'line', purpose: "the server's process ID" },
  { words: 'verbose', args: [], reply: 'line', purpose: 'the level the server logs at' },
  { words: 'status', args: [], reply: 'list', purpose: 'per function: total, running, workers' },
  { words: 'prioritystatus', args: [], reply: 'list', purpose: 'per function: waiting by priority, workers' },
  { words: 'workers', args: [], reply: 'list', purpose: 'per connection: address, client ID, functions' },
  { words: 'show jobs', args: [], reply: 'list', purpose: 'per job: handle, retries, ignored, queued' },
  { words: 'show unique jobs', args: [], reply: 'list', purpose: 'the unique ID of each job' },
  { words: 'cancel job', args: ['handle'], reply: 'ok', purpose: 'marks a job cancelled' },
  { words: 'create function', args: ['functionName'], reply: 'ok', purpose: 'makes a function known' },
  { words: 'drop function', args: ['functionName'], reply: 'ok', purpose: 'forgets an idle function' },
  {
    words: 'maxqueue',
    args: ['functionName', 'high?', 'normal?', 'low?'],
    reply: 'ok',
    purpose: 'limits how many jobs a function may hold',
  },
  { words: 'shutdown', args: ['graceful?'], reply: 'ok', purpose: 'ends the server (not on gearmand since 1.1.15)' },
  { words: 'stats', args: [], reply: 'json', purpose: 'what became of jobs, and how long it took' },
  {
    words: 'jobs',
    args: ['functionName', 'limit?'],
    reply: 'json',
    purpose: 'all that is known of jobs that are not over',
  },
  { words: 'result', args: ['handle'], reply: 'json', purpose: 'how a job ended, and its result' },
  { words: 'peek', args: ['handle'], reply: 'json', purpose: 'a job that is not over, and its workload' },
] as const satisfies readonly AdminCommandRow[];

/** The words of an admin command. */
export type AdminCommandName = (typeof ADMIN_COMMANDS)[number]['words'];

/** The longest text line that gearmand reads, without its line end. */
export const MAX_ADMIN_LINE_BYTES = 8191;

/** The most words that gearmand reads on a line; one more closes the connection without an answer. */
export const MAX_ADMIN_WORDS = 5;

/** Tells how a command is answered. */
export function adminReplyForm(name: AdminCommandName): AdminReplyForm {
  return ADMIN_COMMANDS.find((row) => row.words === name)?.reply ?? 'ok';
}

/**
 * Writes a command as the line to send, CRLF included. Arguments are byte strings.
 * Throws NameError for an argument that cannot be one word of a line (empty, or with a space, NUL or line end in it).
 */
export function adminCommandLine(name: AdminCommandName, args: readonly string[] = []): string {
  for (const arg of args) {
    if (/^$|[ \r\n\0]/.test(arg)) {
      throw new NameError(`'${name}' cannot name ${JSON.stringify(arg)}`, {
        hint: 'the admin protocol separates words by spaces and commands by lines: a name in it has neither',
      });
    }
  }
  const line = [name, ...args].join(' ');
  if (line.length > MAX_ADMIN_LINE_BYTES) {
    throw new NameError(
      `'${name}' with ${line.length} bytes is longer than the ${MAX_ADMIN_LINE_BYTES} that a server reads`,
    );
  }
  return `${line}\r\n`;
}

/** Cuts a line into words as gearmand does: at runs of spaces, nothing from a NUL on; a leading space makes the first word empty. */
export function adminWords(line: string): string[] {
  const nul = line.indexOf('\0');
  const words = (nul === -1 ? line : line.slice(0, nul)).split(/ +/);
  if (words.length > 1 && words.at(-1) === '') words.pop();
  return words;
}
