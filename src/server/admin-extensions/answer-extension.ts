/**
 * Text commands that other servers do not have: `stats`, `jobs`, `result` and `peek`. Each is answered by one line of
 * JSON that ends in LF, or by an `ERR` line as other commands are.
 */
import { encodeText } from '../../protocol/index.js';
import { ADMIN_ERRORS } from '../../protocol/server-errors.js';
import type { ExtensionContext } from './extension-context.js';
import { jobsDocument, peekDocument } from './job-documents.js';
import { resultDocument } from './result-document.js';
import { statsDocument } from './stats-document.js';

/** A document, or the `ERR` line that takes its place. */
type ExtensionAnswer = object | string;

type Extension = (args: readonly string[], context: ExtensionContext, command: string) => ExtensionAnswer | undefined;

/** Stands for all functions. */
const ANY_FUNCTION = '*';

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 10_000;

const WRONG_LIMIT = `ERR INVALID_ARGUMENTS The+limit+is+no+number+from+1+to+${MAX_LIMIT}`;
const NOT_OVER = 'ERR JOB_NOT_OVER The+job+waits+or+runs';
const RESULTS_NOT_KEPT = 'ERR RESULTS_NOT_KEPT The+server+keeps+no+outcomes+of+jobs';

const extensions: ReadonlyMap<string, Extension> = new Map<string, Extension>([
  ['stats', (_args, context) => statsDocument(context)],
  ['jobs', jobs],
  ['result', result],
  ['peek', peek],
]);

/**
 * Answers a command, given as its words: the text to send, a byte string with its line end; undefined if it is none of
 * these. Commands may be in any case.
 */
export function answerExtension(words: readonly string[], context: ExtensionContext): string | undefined {
  const [command = '', ...args] = words;
  const answer = extensions.get(command.toLowerCase())?.(args, context, command);
  if (answer === undefined) return undefined;
  return typeof answer === 'string' ? `${answer}\r\n` : `${encodeText(JSON.stringify(answer))}\n`;
}

function jobs(args: readonly string[], context: ExtensionContext): ExtensionAnswer | undefined {
  const [name, limitText = String(DEFAULT_LIMIT)] = args;
  // Alone it is a command of Perl's server. Whoever asks for that is told what gearmand would tell.
  if (name === undefined) return undefined;
  const limit = /^\d{1,5}$/.test(limitText) ? Number(limitText) : 0;
  if (limit < 1 || limit > MAX_LIMIT) return WRONG_LIMIT;
  return jobsDocument({ functionName: name === ANY_FUNCTION ? undefined : name, limit }, context);
}

function result([handle]: readonly string[], { view, journal }: ExtensionContext, command: string): ExtensionAnswer {
  if (handle === undefined) return ADMIN_ERRORS.incomplete(command);
  if (journal === undefined) return RESULTS_NOT_KEPT;
  const outcome = journal.find(handle);
  if (outcome !== undefined) return resultDocument(outcome);
  return view.findJob(handle) === undefined ? ADMIN_ERRORS.unknownJob : NOT_OVER;
}

function peek([handle]: readonly string[], context: ExtensionContext, command: string): ExtensionAnswer {
  if (handle === undefined) return ADMIN_ERRORS.incomplete(command);
  const job = context.view.findJob(handle);
  return job === undefined ? ADMIN_ERRORS.unknownJob : peekDocument(job, context);
}
