import type { Admin, JobList, PeekedJob } from '../admin/index.js';
import type { ClientOptions } from '../client/index.js';
import { GearctlError, NotFoundError } from '../errors.js';

/** Where the servers are, and how they are reached. */
export interface ActionConnection extends Pick<ClientOptions, 'tls' | 'connectTimeoutMs'> {
  readonly servers: readonly Exclude<ConstructorParameters<typeof Admin>[0], string>[];
}

/** The longest wait for a job to be accepted. */
const SUBMIT_TIMEOUT_MS = 10_000;

/** What is done to servers by hand, over admin connections that somebody else keeps. Each gives a line that tells what was done. */
export class ServerActions {
  readonly #admins: readonly Admin[];
  readonly #connection: ActionConnection;

  /** `connection` is for jobs that are submitted. */
  constructor(admins: readonly Admin[], connection: ActionConnection) {
    this.#admins = admins;
    this.#connection = connection;
  }

  /** Makes servers forget a function. Rejects with why the first of them did not, if none did. */
  drop(functionName: string, servers: readonly string[]): Promise<string> {
    return this.#onEach(servers, 'dropped', (admin) => admin.dropFunction(functionName));
  }

  /** Limits the jobs of a function on each of the servers; null is no limit. */
  setMaxQueue(functionName: string, limit: number | null, servers: readonly string[]): Promise<string> {
    const what = limit === null ? 'limit lifted' : `limit ${limit} set`;
    return this.#onEach(servers, what, (admin) => admin.setMaxQueue(functionName, limit));
  }

  /** Cancels a job on whichever of the servers knows it. */
  cancel(handle: string, servers: readonly string[]): Promise<string> {
    return this.#onEach(servers, 'cancelled', (admin) => admin.cancelJob(handle));
  }

  /** Submits a background job to the first of the servers that can be reached. */
  async submit(functionName: string, workload: string, servers: readonly string[]): Promise<string> {
    const { Client } = await import('../client/index.js');
    const chosen = this.#connection.servers.filter(({ label }) => servers.includes(label));
    await using client = new Client({ ...this.#connection, servers: chosen, timeoutMs: SUBMIT_TIMEOUT_MS });
    return `submitted ${await client.background(functionName, workload)}`;
  }

  /** Lists the jobs of a function that are not over, where the server can. */
  jobs(functionName: string, server: string, limit: number): Promise<JobList> {
    return this.#admin(server).jobDetails({ functionName, limit });
  }

  /** Looks at a job and its workload, where the server can. */
  peek(handle: string, server: string): Promise<PeekedJob> {
    return this.#admin(server).peek(handle);
  }

  async #onEach(servers: readonly string[], what: string, act: (admin: Admin) => Promise<void>): Promise<string> {
    const done: string[] = [];
    const failures: GearctlError[] = [];
    for (const server of servers) {
      try {
        await act(this.#admin(server));
        done.push(server);
      } catch (error) {
        if (!(error instanceof GearctlError)) throw error;
        failures.push(error);
      }
    }
    // A function or a job is seldom on all servers: those that do not know it are of interest only if all do not.
    const refusals = failures.filter((error) => !(error instanceof NotFoundError));
    const [first = failures[0]] = refusals;
    if (done.length === 0) throw first ?? new NotFoundError('no server is asked');
    return [`${what} on ${done.join(', ')}`, ...refusals.map(({ message }) => message)].join('; ');
  }

  #admin(server: string): Admin {
    const admin = this.#admins.find((each) => each.server === server);
    if (admin === undefined) throw new NotFoundError(`there is no server ${server}`);
    return admin;
  }
}
