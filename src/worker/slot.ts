import type { GearctlError, ServerError } from '../errors.js';
import type { Abilities } from './abilities.js';
import type { Retry } from './attempts.js';
import type { ConnectionOwner } from './connection-owner.js';
import type { AssignPacket, Job } from './job.js';
import { RunningJob } from './running-job.js';
import { WorkerConnection } from './worker-connection.js';
import type { WorkerEvent } from './worker-event.js';
import type { WorkerSettings } from './worker-options.js';

/** What a handler returned, or what it threw. */
export type HandlerEnd = { readonly result: Uint8Array | string } | { readonly error: unknown };

/** Whose slot it is: a worker. */
export interface SlotOwner {
  /** Takes the right to ask for so many jobs, or for fewer: those that are wanted. */
  takePermits(count: number): number;
  /** Gives rights back: there was no job. */
  returnPermits(count: number): void;
  /** A server has answered whether there is a job. */
  answered(): void;
  /** No server has a job for this slot. */
  emptied(): void;
  /** Runs a job; resolves when its handler has ended. Never rejects. */
  handle(job: Job): Promise<HandlerEnd>;
  tell(event: WorkerEvent): void;
  /** A job is over, and its slot free. */
  jobEnded(): void;
  /** A connection has gone for good. */
  gone(): void;
}

/**
 * One place for a job, with a connection to each server. Servers are asked in turn, one at a time, and none while a job
 * runs; the next to be asked is the one after the server that gave the last job.
 */
export class Slot implements ConnectionOwner<WorkerConnection> {
  readonly number: number;
  readonly connections: readonly WorkerConnection[];
  readonly #owner: SlotOwner;
  #asking: WorkerConnection | undefined;
  #running: RunningJob | undefined;
  #next = 0;

  constructor(number: number, abilities: Abilities, settings: WorkerSettings, owner: SlotOwner) {
    this.number = number;
    this.#owner = owner;
    this.connections = settings.servers.map((server) => new WorkerConnection(server, abilities, settings, this));
  }

  /** The job that runs here. */
  get job(): Job | undefined {
    return this.#running?.job;
  }

  /** True while a server was asked for a job and has not answered. */
  get isAsking(): boolean {
    return this.#asking !== undefined;
  }

  /** True while it has no job, and all servers that are there have said that they have none. */
  get isEmpty(): boolean {
    if (this.isAsking || this.job !== undefined) return false;
    const isAsleep = ({ phase }: WorkerConnection) => phase === 'asleep' || phase === 'dozing';
    const { connections } = this;
    return connections.some(isAsleep) && connections.every((each) => isAsleep(each) || each.phase === 'down');
  }

  /** True once all connections have gone for good. */
  get isGone(): boolean {
    return this.connections.every(({ phase }) => phase === 'gone');
  }

  /** Begins to connect to all servers. */
  open(): void {
    for (const connection of this.connections) connection.step({ type: 'open' });
  }

  /** Tells all servers other abilities, and looks for a job. */
  setAbilities(abilities: Abilities): void {
    for (const connection of this.connections) connection.setAbilities(abilities);
    this.grant();
  }

  /** Gives back the job that runs, and those that were assigned and not begun. */
  giveBack(): void {
    this.job?.giveBack();
    for (const connection of this.connections) connection.giveKeptBack();
  }

  /** Takes nothing new and closes its connections; a job that runs, or is on its way, may end. */
  stop(): void {
    for (const connection of this.connections) connection.stop();
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
      const grabs = this.#owner.takePermits(connection.worthGrabs);
      if (grabs === 0) return;
      this.#asking = connection;
      connection.step({ type: 'turn', grabs });
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
    this.#owner.gone();
  }

  wantsTurn(): void {
    this.grant();
  }

  passesTurn(connection: WorkerConnection): void {
    if (this.#asking !== connection) return;
    this.#asking = undefined;
    this.#owner.returnPermits(1);
    this.#owner.answered();
    this.grant();
    if (this.isEmpty) this.#owner.emptied();
  }

  keepsTurn(connection: WorkerConnection): void {
    this.#asking = connection;
  }

  returnsPermits(count: number): void {
    this.#owner.returnPermits(count);
  }

  beginsJob(connection: WorkerConnection, assigned: AssignPacket): void {
    this.#asking = undefined;
    this.#next = this.connections.indexOf(connection) + 1;
    const running = new RunningJob(assigned, connection);
    this.#running = running;
    this.#owner.tell({ type: 'job-started', slot: this.number, job: running.job });
    void this.#owner.handle(running.job).then((end) => this.#finish(running, end));
    this.#owner.answered();
  }

  losesJob(connection: WorkerConnection, error: GearctlError): void {
    if (this.#running?.connection === connection) this.#running.lose(error);
  }

  reportRefused({ server }: WorkerConnection, error: ServerError): void {
    this.#owner.tell({ type: 'report-refused', server, slot: this.number, error, job: this.job });
  }

  /** Reports what is not reported yet and goes on: the report and the next question go out in one write. */
  #finish(running: RunningJob, end: HandlerEnd): void {
    const { job, connection, durationMs, loss } = running;
    if (!job.ended) {
      if ('error' in end) job.exception(messageOf(end.error));
      else job.complete(end.result);
    }
    const error = job.outcome === 'lost' ? loss : 'error' in end ? end.error : undefined;
    this.#running = undefined;
    const outcome = job.outcome ?? 'lost';
    this.#owner.tell({ type: 'job-ended', slot: this.number, job, outcome, durationMs, error });
    connection.jobEnded();
    this.grant();
    this.#owner.jobEnded();
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
