import type { JobDetails, JobList, PeekedJob } from '../../admin/index.js';
import { printable } from '../../cli/output/printable.js';
import { GearctlError } from '../../errors.js';
import type { JobsOfFunction, Peek, QueuedJob } from '../model/interface.js';
import type { Action, Effect, Message } from '../update/message.js';

/** What can be asked of servers and done to them, each giving a line that tells what was done. */
export interface Servers {
  drop(functionName: string, servers: readonly string[]): Promise<string>;
  setMaxQueue(functionName: string, limit: number | null, servers: readonly string[]): Promise<string>;
  cancel(handle: string, servers: readonly string[]): Promise<string>;
  submit(functionName: string, workload: string, servers: readonly string[]): Promise<string>;
  jobs(functionName: string, server: string, limit: number): Promise<JobList>;
  peek(handle: string, server: string): Promise<PeekedJob>;
}

/** What is asked of a server for a screen. */
export type Request = Extract<Effect, { type: 'act' | 'list-jobs' | 'peek' }>;

/** More jobs than anybody reads. */
const LISTED_JOBS = 200;

/** A look at a workload: so many lines of so many characters. */
const PEEKED_LINES = 200;
const PEEKED_CHARACTERS = 400;

/** Asks servers, one question of a kind at a time, and tells what they said. */
export class ServerRequests {
  readonly #servers: Servers;
  readonly #send: (message: Message) => void;
  #isListing = false;

  constructor(servers: Servers, send: (message: Message) => void) {
    this.#servers = servers;
    this.#send = send;
  }

  /** Does what is asked for; whatever goes wrong is told too. */
  async perform(request: Request): Promise<void> {
    // The list is asked for with every poll: while an answer is under way there is no need for another.
    if (request.type === 'list-jobs' && this.#isListing) return;
    try {
      if (request.type === 'act') this.#send({ type: 'done', text: printable(await this.#act(request.action)) });
      else if (request.type === 'peek') this.#send({ type: 'peeked', peek: await this.#peek(request) });
      else this.#send({ type: 'jobs', jobs: await this.#list(request) });
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      // A list that does not come is no news: the next poll tells that the server is away.
      if (request.type !== 'list-jobs') this.#send({ type: 'failed', text: printable(error.message) });
    }
  }

  #act(action: Action): Promise<string> {
    switch (action.kind) {
      case 'drop':
        return this.#servers.drop(action.functionName, action.servers);
      case 'max-queue':
        return this.#servers.setMaxQueue(action.functionName, action.limit, action.servers);
      case 'cancel':
        return this.#servers.cancel(action.handle, action.servers);
      case 'submit':
        return this.#servers.submit(action.functionName, action.workload, action.servers);
    }
  }

  async #list({ functionName, server }: { functionName: string; server: string }): Promise<JobsOfFunction> {
    this.#isListing = true;
    try {
      const { jobs, total } = await this.#servers.jobs(functionName, server, LISTED_JOBS);
      return { functionName, server, jobs: jobs.map(queuedJob), total };
    } finally {
      this.#isListing = false;
    }
  }

  async #peek({ handle, server }: { handle: string; server: string }): Promise<Peek> {
    const { job, workload } = await this.#servers.peek(handle, server);
    const lines = new TextDecoder().decode(workload).split('\n').slice(0, PEEKED_LINES);
    return {
      handle: printable(handle),
      sizeBytes: job.size,
      lines: lines.map((line) => printable(line.slice(0, PEEKED_CHARACTERS))),
    };
  }
}

function queuedJob({ handle, unique, worker, size, ...job }: JobDetails): QueuedJob {
  return {
    name: handle,
    handle: printable(handle),
    unique: unique === undefined ? undefined : printable(unique),
    priority: job.priority,
    state: job.state,
    background: job.background,
    ageMs: job.ageMs,
    runTimeMs: job.runTimeMs,
    attempts: job.attempts,
    worker: worker && printable(worker.id ?? worker.address),
    sizeBytes: size,
  };
}
