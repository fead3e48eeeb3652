import { Client, type ClientOptions } from '../../client/index.js';
import type { GearctlError } from '../../errors.js';
import { readJournal } from '../../journal/index.js';
import { ServerPool } from '../server-pool.js';
import { JobLookUp } from './job-look-up.js';
import { JournalWatch } from './journal-watch.js';
import { OutcomeLookUp } from './outcome-look-up.js';
import type { WaitSources } from './wait-for-jobs.js';

/** The longest wait for an answer of a server, in ms. */
const ANSWER_TIMEOUT_MS = 10_000;

/** The servers and how to reach them. */
export interface JobServers extends Pick<ClientOptions, 'connectTimeoutMs' | 'tls'> {
  readonly servers: Exclude<ClientOptions['servers'], string | undefined>;
}

/** Where jobs and their outcomes are asked for: the servers, and the journal of this machine. */
export class JobSources implements AsyncDisposable {
  readonly #client: Client;
  readonly #pool: ServerPool;
  readonly #folder: string | undefined;
  readonly #signal: AbortSignal;

  /** Without a `folder` there is no journal. When `signal` fires, every question is given up. */
  constructor(connection: JobServers, folder: string | undefined, signal: AbortSignal) {
    this.#client = new Client({ ...connection, timeoutMs: ANSWER_TIMEOUT_MS });
    this.#pool = new ServerPool(connection, signal);
    this.#folder = folder;
    this.#signal = signal;
  }

  /** For single looks. */
  lookUp(): JobLookUp {
    return this.#lookUpIn(this.#folder === undefined ? undefined : readJournal(this.#folder));
  }

  /** For waiting: what is added to the journal from now on is seen. Rejects with StoreError. */
  async forWaiting(onTrouble: (error: GearctlError) => void): Promise<WaitSources> {
    const journal = this.#folder === undefined ? undefined : await JournalWatch.open(readJournal(this.#folder));
    const isPrompt = await new OutcomeLookUp(this.#pool, undefined).areKept();
    return { lookUp: this.#lookUpIn(journal), isPrompt, journal, onTrouble };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#client.close(), this.#pool[Symbol.asyncDispose]()]);
  }

  #lookUpIn(journal: ConstructorParameters<typeof OutcomeLookUp>[1]): JobLookUp {
    return new JobLookUp(this.#client, new OutcomeLookUp(this.#pool, journal), this.#signal);
  }
}
