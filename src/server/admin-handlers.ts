/**
 * What each text command does. Like gearmand it ends the lines of lists and facts in LF, and those of `OK` and `ERR` in
 * CRLF.
 */
import { formatJobRow, formatPriorityStatusRow, formatStatusRow, formatWorkerRow } from '../protocol/index.js';
import { ADMIN_ERRORS } from '../protocol/server-errors.js';
import { readCInteger } from './job-queue/c-text.js';
import type { Effect } from './job-queue/effect.js';
import type { JobQueue } from './job-queue/job-queue.js';
import { jobRows, priorityStatusRows, statusRows, uniqueIds, workerRows } from './job-queue/views.js';

/** What an administrator asks about besides the queue. */
export interface ServerFacts {
  readonly version: string;
  readonly pid: number;
}

/** What a command comes to: effects to perform, then a text to send, line ends included. */
export interface AdminAnswer {
  readonly text: string;
  readonly effects: readonly Effect[];
}

/** Who is asked, and when. */
export interface AdminOccasion {
  readonly queue: JobQueue;
  readonly facts: ServerFacts;
  readonly nowMs: number;
  /** Answers the commands that gearmand does not have; undefined for others. */
  readonly extend?: () => string | undefined;
}

type AdminHandler = (occasion: AdminOccasion, words: readonly string[]) => AdminAnswer | undefined;

/** The level that gearmand logs at unless told otherwise. */
const LOG_LEVEL = 'ERROR';

const OK = ending('OK');

const handlers: ReadonlyMap<string, AdminHandler> = new Map<string, AdminHandler>([
  ['version', ({ facts: { version } }) => answer(`OK ${version}\n`)],
  ['getpid', ({ facts: { pid } }) => answer(`OK ${pid}\n`)],
  ['verbose', () => answer(`OK ${LOG_LEVEL}\n`)],
  ['status', ({ queue: { view } }) => list(statusRows(view), formatStatusRow)],
  ['prioritystatus', ({ queue: { view } }) => list(priorityStatusRows(view), formatPriorityStatusRow)],
  ['workers', ({ queue: { view } }) => list(workerRows(view), formatWorkerRow)],
  ['show', show],
  ['cancel', cancel],
  ['create', createFunction],
  ['drop', dropFunction],
  ['maxqueue', maxQueue],
]);

/** Answers a command, given as its words. Commands and their keywords may be in any case. */
export function answerAdmin(occasion: AdminOccasion, words: readonly string[]): AdminAnswer {
  const [command = ''] = words;
  const handler = handlers.get(command.toLowerCase());
  const known = handler?.(occasion, words);
  if (known !== undefined) return known;
  const text = occasion.extend?.();
  return text === undefined ? ending(ADMIN_ERRORS.unknownCommand(command)) : answer(text);
}

function show({ queue: { view } }: AdminOccasion, words: readonly string[]): AdminAnswer | undefined {
  if (words.length === 1) return undefined;
  const what = words.slice(1).join(' ').toLowerCase();
  if (what === 'jobs') return list(jobRows(view), formatJobRow);
  if (what === 'unique jobs') return list(uniqueIds(view), (unique) => `${unique}\n`);
  return ending(ADMIN_ERRORS.unknownShowArguments);
}

function cancel({ queue, nowMs }: AdminOccasion, words: readonly string[]): AdminAnswer | undefined {
  const [, what, handle, ...rest] = words;
  if (what === undefined || handle === undefined) return undefined;
  if (what.toLowerCase() !== 'job' || rest.length > 0) return ending(ADMIN_ERRORS.unknownError);
  const effects = queue.cancel(handle, nowMs);
  return effects === undefined ? ending(ADMIN_ERRORS.unknownJob) : { ...OK, effects };
}

function createFunction({ queue }: AdminOccasion, words: readonly string[]): AdminAnswer {
  const name = functionNamed(words);
  if (name === undefined) return incomplete(words);
  // DEVIATION: gearmand drops the last byte of the name if the line ends in LF alone.
  queue.createFunction(name);
  return OK;
}

function dropFunction({ queue }: AdminOccasion, words: readonly string[]): AdminAnswer {
  const name = functionNamed(words);
  if (name === undefined) return incomplete(words);
  const outcome = queue.dropFunction(name);
  if (outcome === 'unknown') return ending(ADMIN_ERRORS.functionNotFound);
  return outcome === 'busy' ? ending(ADMIN_ERRORS.functionBusy) : OK;
}

function maxQueue({ queue }: AdminOccasion, words: readonly string[]): AdminAnswer {
  const [, name, ...sizes] = words;
  if (name === undefined) return incomplete(words);
  const [high = 0, normal = 0, low = 0] = sizes.map((size) => Math.max(0, readCInteger(size)));
  queue.limitFunction(name, sizes.length === 1 ? { high, normal: high, low: high } : { high, normal, low });
  return OK;
}

/** Gives NAME of `WORD function NAME`. */
function functionNamed(words: readonly string[]): string | undefined {
  const [, what, name, ...rest] = words;
  return what?.toLowerCase() === 'function' && rest.length === 0 ? name : undefined;
}

function incomplete([command = '']: readonly string[]): AdminAnswer {
  return ending(ADMIN_ERRORS.incomplete(command));
}

function list<Row>(rows: Iterable<Row>, format: (row: Row) => string): AdminAnswer {
  let text = '';
  for (const row of rows) text += format(row);
  return answer(`${text}.\n`);
}

function ending(line: string): AdminAnswer {
  return answer(`${line}\r\n`);
}

function answer(text: string): AdminAnswer {
  return { text, effects: [] };
}
