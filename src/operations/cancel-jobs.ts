import { type GearctlError, NotFoundError, ServerError } from '../errors.js';
import { requireAnAnswer, type ServerAnswer, type ServerPool } from './server-pool.js';

/** What came of changing one thing. */
export interface Change {
  readonly name: string;
  readonly outcome: 'done' | 'not_found' | 'refused' | 'error';
  readonly message: string;
}

/** What there is to know of a job that is cancelled. */
const CANCELLED = 'marked cancelled; a worker that already runs it is not stopped';

/**
 * Cancels jobs on whichever servers have them, and yields what came of each, in their order. Throws NoServerError when
 * no server answers, and AbortedError.
 */
export async function* cancelJobs(pool: ServerPool, handles: readonly string[]): AsyncGenerator<Change, void> {
  for (const handle of handles) {
    const answers = await pool.ask((admin) => admin.cancelJob(handle));
    if (answers.every(({ ok }) => !ok) && !answers.some(isUnknownJob)) requireAnAnswer(answers);
    yield { name: handle, ...changeOf(answers) };
  }
}

function changeOf(answers: readonly ServerAnswer<void>[]): Omit<Change, 'name'> {
  const servers = answers.flatMap(({ ok, server }) => (ok ? [server] : []));
  if (servers.length > 0) return { outcome: 'done', message: `${CANCELLED} (${servers.join(', ')})` };
  const trouble = answers.find((answer) => !answer.ok && !isUnknownJob(answer));
  if (trouble === undefined || trouble.ok) return { outcome: 'not_found', message: 'no server knows it' };
  return { outcome: isRefusal(trouble.error) ? 'refused' : 'error', message: trouble.error.message };
}

function isUnknownJob(answer: ServerAnswer<void>): boolean {
  return !answer.ok && answer.error instanceof NotFoundError;
}

function isRefusal(error: GearctlError): boolean {
  return error instanceof ServerError && error.isAccessDenied;
}
