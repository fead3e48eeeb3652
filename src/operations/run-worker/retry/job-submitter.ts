import { Client, type ClientOptions, type SubmitOptions } from '../../../client/index.js';

/** How the servers of a worker are reached by its client. */
export type SubmitterConnection = Pick<ClientOptions, 'servers' | 'tls' | 'connectTimeoutMs'>;

/** The longest that a server may take to accept a job, in ms, connecting included. */
const ACCEPT_TIMEOUT_MS = 30_000;

/** Submits background jobs for a worker, to whichever of its servers can be reached. Connects with the first one. */
export class JobSubmitter {
  readonly #connection: SubmitterConnection;
  #client: Client | undefined;

  constructor(connection: SubmitterConnection) {
    this.#connection = connection;
  }

  /** Resolves with the handle once a server has accepted the job. Rejects with why none has. */
  async submit(functionName: string, workload: Uint8Array, options: SubmitOptions): Promise<string> {
    this.#client ??= new Client(this.#connection);
    return this.#client.background(functionName, workload, { timeoutMs: ACCEPT_TIMEOUT_MS, ...options });
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    await this.#client?.close();
  }
}
