import { type Admin, isUnknownCommand, type JobResult } from '../../admin/index.js';
import { NotFoundError, UnmetError } from '../../errors.js';
import type { JournalReader, OutcomeKey } from '../../journal/index.js';
import type { ServerAnswer, ServerPool } from '../server-pool.js';
import { type JobOutcome, outcomeOfServer, outcomeOfWork } from './job-outcome.js';

/** The most jobs that a server lists. */
const MOST_LISTED = 10_000;

/** What came of a look-up. */
export interface OutcomeAnswers {
  readonly outcome: JobOutcome | undefined;
  /** What each server said that was asked; one that does not know the outcome says nothing. */
  readonly servers: readonly ServerAnswer<JobResult | undefined>[];
}

/** The journal of this machine and the servers, asked for how jobs ended. */
export class OutcomeLookUp {
  readonly #pool: ServerPool;
  readonly #journal: Pick<JournalReader, 'find'> | undefined;
  /** Handles of jobs that are asked for by their unique IDs, where a server told them. */
  readonly #handles = new Map<string, string>();

  constructor(pool: ServerPool, journal: Pick<JournalReader, 'find'> | undefined) {
    this.#pool = pool;
    this.#journal = journal;
  }

  /**
   * Finds how the job ended that has a handle or a unique ID. A server is believed before the journal, which adds how the
   * command ended; a server must know the handle. Rejects with StoreError.
   */
  async find(key: OutcomeKey): Promise<OutcomeAnswers> {
    const [kept, servers] = await Promise.all([this.#journal?.find(key), this.#askServers(key)]);
    const worked = kept === undefined ? undefined : outcomeOfWork(kept);
    const [served] = servers.flatMap((answer) =>
      answer.ok && answer.value !== undefined ? [outcomeOfServer(answer.server, answer.value)] : [],
    );
    return { outcome: joined(served, worked), servers };
  }

  /** Learns the handle of a job that a server has, for its outcome cannot be asked for by the unique ID. */
  async learnHandle(unique: string): Promise<void> {
    if (this.#handles.has(unique)) return;
    const answers = await this.#pool.ask((admin) => admin.jobDetails({ limit: MOST_LISTED }));
    const jobs = answers.flatMap((answer) => (answer.ok ? answer.value.jobs : []));
    const job = jobs.find((listed) => listed.unique === unique);
    if (job !== undefined) this.#handles.set(unique, job.handle);
  }

  /** Tells whether every server keeps outcomes, so that none need be waited for once a job is gone. */
  async areKept(): Promise<boolean> {
    const answers = await this.#pool.ask(keepsOutcomes);
    return answers.every((answer) => answer.ok && answer.value);
  }

  async #askServers(key: OutcomeKey): Promise<ServerAnswer<JobResult | undefined>[]> {
    const handle = 'handle' in key ? key.handle : this.#handles.get(key.unique);
    return handle === undefined ? [] : this.#pool.ask((admin) => resultOf(admin, handle));
  }
}

async function resultOf(admin: Admin, handle: string): Promise<JobResult | undefined> {
  try {
    return await admin.jobResult(handle);
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof UnmetError || isUnknownCommand(error)) return undefined;
    throw error;
  }
}

async function keepsOutcomes(admin: Admin): Promise<boolean> {
  try {
    return (await admin.stats()).results !== undefined;
  } catch (error) {
    if (isUnknownCommand(error)) return false;
    throw error;
  }
}

function joined(served: JobOutcome | undefined, worked: JobOutcome | undefined): JobOutcome | undefined {
  if (served === undefined || worked === undefined) return served ?? worked;
  const { exitCode, signal, message } = worked;
  return { ...served, exitCode, signal, message };
}
