import { UnmetError } from '../../errors.js';
import { requireAnAnswer, ServerPool, type ServerPoolOptions } from '../server-pool.js';
import type { JobRequest } from './job-request.js';
import { isSimilarName } from './similar-name.js';

/** Answers which functions have workers, asking the servers each time. */
export class WorkerLookUp {
  readonly #servers: ServerPoolOptions;

  constructor(servers: ServerPoolOptions) {
    this.#servers = servers;
  }

  /**
   * Gives a sentence about each of the functions that no worker can do, naming those with a similar name that some can.
   * Rejects when no server answers, or when `signal` gives it up.
   */
  async missing(functionNames: readonly string[], signal: AbortSignal): Promise<string[]> {
    const workers = await this.#workersByFunction(signal);
    return functionNames
      .filter((name) => (workers.get(name) ?? 0) === 0)
      .map((name) => `no worker is registered for '${name}'${similarNames(name, workers)}`);
  }

  /** Gives jobs on, as long as each of their functions has a worker when it first comes. Throws UnmetError. */
  async *requiredFor(
    batches: AsyncIterable<Iterable<JobRequest>>,
    signal: AbortSignal,
  ): AsyncGenerator<Iterable<JobRequest>, void, undefined> {
    const checked = new Set<string>();
    for await (const batch of batches) {
      const jobs: JobRequest[] = [];
      try {
        for (const job of batch) {
          if (!checked.has(job.functionName)) await this.#require(job.functionName, signal);
          checked.add(job.functionName);
          jobs.push(job);
        }
      } catch (error) {
        yield jobs;
        throw error;
      }
      yield jobs;
    }
  }

  async #require(functionName: string, signal: AbortSignal): Promise<void> {
    const [missing] = await this.missing([functionName], signal);
    if (missing !== undefined) throw new UnmetError(missing);
  }

  async #workersByFunction(signal: AbortSignal): Promise<Map<string, number>> {
    await using pool = new ServerPool(this.#servers, signal);
    const answers = await pool.ask((admin) => admin.status());
    requireAnAnswer(answers);
    const workers = new Map<string, number>();
    for (const row of answers.flatMap((answer) => (answer.ok ? answer.value : []))) {
      workers.set(row.functionName, (workers.get(row.functionName) ?? 0) + row.workers);
    }
    return workers;
  }
}

function similarNames(name: string, workers: ReadonlyMap<string, number>): string {
  const similar = [...workers].filter(([other, count]) => count > 0 && isSimilarName(name, other)).slice(0, 3);
  if (similar.length === 0) return '';
  const parts = similar.map(([other, count]) => `${count} ${count === 1 ? 'worker does' : 'workers do'} '${other}'`);
  return ` (${parts.join(', ')})`;
}
