import type { Client, JobStatus, UniqueJobStatus } from '../../client/index.js';
import { ConnectError, GearctlError, TimeoutError } from '../../errors.js';
import type { OutcomeKey } from '../../journal/index.js';
import type { JobOutcome } from './job-outcome.js';
import type { OutcomeLookUp } from './outcome-look-up.js';

/**
 * What is known of a job now. `ended` where that is certain, or somebody knows how; `unknown` where nobody knows the job:
 * it has ended, was cancelled or never existed.
 */
export interface JobView {
  /** As it was asked for. */
  readonly key: OutcomeKey;
  readonly state: 'queued' | 'running' | 'ended' | 'unknown';
  /** The server that has the job, or had it; null where nobody knows. */
  readonly server: string | null;
  /** Progress as the worker counts it; 0 of 0 until it reports some. */
  readonly numerator: number;
  readonly denominator: number;
  /** The clients that wait for its result; null where the server was not asked by the unique ID. */
  readonly waitingClients: number | null;
  /** How it ended, where somebody knows. */
  readonly outcome: JobOutcome | undefined;
}

/** Finds out about single jobs: first from the servers that may have them, then from whoever keeps outcomes. */
export class JobLookUp {
  readonly #client: Client;
  readonly #outcomes: OutcomeLookUp;
  readonly #signal: AbortSignal;

  constructor(client: Client, outcomes: OutcomeLookUp, signal: AbortSignal) {
    this.#client = client;
    this.#outcomes = outcomes;
    this.#signal = signal;
  }

  /**
   * Looks at one job. Rejects as `Client.status` does when nobody knows the job but a server that may was not there to
   * ask; and with StoreError.
   */
  async look(key: OutcomeKey): Promise<JobView> {
    const status = await this.#status(key).catch((error: unknown) => this.#failure(error));
    if (!(status instanceof GearctlError) && status.known) return viewOfStatus(key, status);
    const { outcome } = await this.#outcomes.find(key);
    if (outcome !== undefined) return viewOf(key, 'ended', outcome);
    if (status instanceof GearctlError) throw status;
    return viewOf(key, 'unknown');
  }

  /** Learns what is needed to find out later how a job ended that a server has now. */
  async prepare(key: OutcomeKey): Promise<void> {
    if ('unique' in key) await this.#outcomes.learnHandle(key.unique);
  }

  #status(key: OutcomeKey): Promise<JobStatus | UniqueJobStatus> {
    const options = { signal: this.#signal };
    return 'handle' in key
      ? this.#client.status(key.handle, options)
      : this.#client.statusByUnique(key.unique, options);
  }

  /** A server that takes a connection and then says nothing is as good as none. */
  #failure(error: unknown): GearctlError {
    if (!(error instanceof GearctlError)) throw error;
    if (!(error instanceof TimeoutError)) return error;
    return new ConnectError(this.#client.servers.join(', '), 'ETIMEDOUT', error.message, { cause: error });
  }
}

function viewOfStatus(key: OutcomeKey, status: JobStatus | UniqueJobStatus): JobView {
  const { server, running, numerator, denominator } = status;
  const waitingClients = 'waitingClients' in status ? status.waitingClients : null;
  return { ...viewOf(key, running ? 'running' : 'queued'), server, numerator, denominator, waitingClients };
}

function viewOf(key: OutcomeKey, state: JobView['state'], outcome?: JobOutcome): JobView {
  const server = outcome?.server ?? null;
  return { key, state, server, numerator: 0, denominator: 0, waitingClients: null, outcome };
}
