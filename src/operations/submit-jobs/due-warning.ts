import { GearctlError } from '../../errors.js';
import { ServerPool, type ServerPoolOptions } from '../server-pool.js';

/** The versions of gearmand that have no timer for jobs that fall due: all before 2. */
const WITHOUT_TIMER = /^[01]\.\d/;

/** The longest wait for what is only a hint, in ms. */
const PATIENCE_MS = 2000;

/**
 * Names the servers that let a job fall due and wake nobody for it, in one sentence; undefined if there are none, or if
 * they do not say what they are.
 */
export async function dueWarning(servers: ServerPoolOptions, signal: AbortSignal): Promise<string | undefined> {
  try {
    await using pool = new ServerPool({ ...servers, answerTimeoutMs: PATIENCE_MS }, signal);
    const answers = await pool.ask((admin) => admin.version());
    const deaf = answers.flatMap((answer) =>
      answer.ok && WITHOUT_TIMER.test(answer.value) ? [`gearmand ${answer.value} at ${answer.server}`] : [],
    );
    if (deaf.length === 0) return undefined;
    const wake = deaf.length === 1 ? 'wakes' : 'wake';
    return `${deaf.join(', ')} ${wake} no worker when a job falls due: it runs once a worker asks for another reason`;
  } catch (error) {
    if (error instanceof GearctlError) return undefined;
    throw error;
  }
}
