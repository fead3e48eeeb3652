import { ClosedError, type GearctlError, type ServerError } from '../errors.js';
import type { ServerAddress } from '../net/server-address.js';
import type { Abilities } from './abilities.js';
import type { Retry } from './attempts.js';
import { type AssignPacket, Job, type JobLine } from './job.js';
import { type ConnectionOwner, WorkerConnection } from './worker-connection.js';
import type { WorkerEvent } from './worker-event.js';
import type { WorkerSettings } from './worker-options.js';

/** What a handler returned, or what it threw. */
export type HandlerEnd = { readonly result: Uint8Array | string } | { readonly error: unknown };

/** Whose slot it is: a worker. */
export interface SlotOwner {
  /** Takes the right to ask for one job; false when no more jobs are wanted. */
  takePermit(): boolean;
  /** Gives the right back: there was no job. */
  returnPermit(): void;
  /** A server has answered whether there is a job. */
  answered(): void;
  /** Runs a job; resolves when its handler has ended. Never rejects. */
  handle(job: Job): Promise<HandlerEnd>;
  tell(event: WorkerEvent): void;
  /** A connection has gone for good, or a job is over. */
  changed(): void;
}

/** The job that a slot runs. */
interface RunningJob {
  readonly job: Job;
  readonly connection: WorkerConnection;
  readonly startedAtMs: number;
  readonly lost: AbortController;
  error: unknown;
}

/**
 * One place for a job, with a connection to each server. Servers are asked in turn, one at a time, and none while a job
 * runs; the next to be asked is the one after the server that gave the last job.
 */
export class Slot implements ConnectionOwner {
  readonly number: number;
  readonly connections: readonly WorkerConnection[];
  readonly #owner: SlotOwner;
  #asking: WorkerConnection | undefined;
  #running: RunningJob | undefined;
  #next = 0;

  constructor(
    number: number,
    servers: readonly ServerAddress[],
    abilities: Abilities,
    settings: WorkerSettings,
    owner: SlotOwner,
  ) {
    this.number = number;
    this.#owner = owner;
    this.connections = servers.map((server) => new WorkerConnection(server, abilities, settings, this));
  }

  /** The job that runs here. */
  get job(): Job | undefined {
    return this.#running?.job;
  }

  /** True while a server was asked for a job and has not answered. */
  get isAsking(): boolean {
    return this.#asking !== undefined;
  }

  /** Begins to connect to all servers. */
  open(): void {
    for (const connection of this.connections) connection.step({ type: 'open' });
  }

  /** Looks for a job: jobs are wanted again, or for the first time. */
  look(): void {
    for (const connection of this.connections) connection.step({ type: 'look' });
    this.grant();
  }

  /** Asks the next server that may have a job, if the slot is free and a job is wanted. */
  grant(): void {
    if (this.#asking !== undefined || this.#running !== undefined) return;
    const count = this.connections.length;
    for (let step = 0; step < count; step++) {
      const connection = this.connections[(this.#next + step) % count];
      if (connection?.phase !== 'ready') continue;
      if (!this.#owner.takePermit()) return;
      this.#asking = connection;
      connection.step({ type: 'turn' });
      return;
    }
  }

  connected({ server }: WorkerConnection): void {
    this.#owner.tell({ type: 'connected', server, slot: this.number });
  }

  disconnected({ server }: WorkerConnection, error: GearctlError | undefined): void {
    this.#owner.tell({ type: 'disconnected', server, slot: this.number, error });
  }

  retries({ server }: WorkerConnection, error: GearctlError, { attempt, delayMs, tooLarge }: Retry): void {
    const where = { server, slot: this.number };
    if (tooLarge !== undefined) this.#owner.tell({ type: 'job-too-large', ...where, ...tooLarge });
    this.#owner.tell({ type: 'retrying', ...where, error, delayMs, attempt });
  }

  gone(): void {
    this.#owner.changed();
  }

  wantsTurn(): void {
    this.grant();
  }

  passesTurn(connection: WorkerConnection): void {
    if (this.#asking !== connection) return;
    this.#asking = undefined;
    this.#owner.returnPermit();
    this.#owner.answered();
    this.grant();
  }

  beginsJob(connection: WorkerConnection, assigned: AssignPacket): void {
    this.#asking = undefined;
    this.#next = this.connections.indexOf(connection) + 1;
    const lost = new AbortController();
    const job = new Job(assigned, this.#line(connection, lost));
    const running: RunningJob = { job, connection, startedAtMs: performance.now(), lost, error: undefined };
    this.#running = running;
    this.#owner.tell({ type: 'job-started', slot: this.number, job });
    void this.#owner.handle(job).then((end) => this.#finish(running, end));
    this.#owner.answered();
  }

  losesJob(connection: WorkerConnection, error: GearctlError): void {
    const running = this.#running;
    if (running?.connection !== connection || running.lost.signal.aborted) return;
    running.error = error;
    running.lost.abort(error);
  }

  reportRefused({ server }: WorkerConnection, error: ServerError): void {
    this.#owner.tell({ type: 'report-refused', server, slot: this.number, error, job: this.job });
  }

  #line(connection: WorkerConnection, lost: AbortController): JobLine {
    return {
      server: connection.server,
      signal: lost.signal,
      send: (packet) => connection.send(packet),
      flushed: () => connection.flushed(),
      giveBack: () => {
        const error = new ClosedError(`the job was given back to ${connection.server}`);
        lost.abort(error);
        connection.drop(error);
      },
    };
  }

  /** Reports what is not reported yet and asks for the next job at once: both go out in one write. */
  #finish(running: RunningJob, end: HandlerEnd): void {
    const { job, connection, startedAtMs } = running;
    const durationMs = performance.now() - startedAtMs;
    if ('error' in end) running.error ??= end.error;
    if (!job.ended) {
      if ('error' in end) job.exception(messageOf(end.error));
      else job.complete(end.result);
    }
    const outcome = job.outcome ?? 'lost';
    this.#running = undefined;
    connection.jobEnded();
    this.grant();
    this.#owner.tell({ type: 'job-ended', slot: this.number, job, outcome, durationMs, error: running.error });
    this.#owner.changed();
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
