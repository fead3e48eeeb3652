import { ClosedError, type GearctlError, type ServerError } from '../errors.js';
import { type Abilities, NO_ABILITIES } from './abilities.js';
import type { Retry } from './attempts.js';
import type { ConnectionOwner } from './connection-owner.js';
import type { AssignPacket, Job } from './job.js';
import { RunningJob } from './running-job.js';
import type { HandlerEnd } from './slot.js';
import { WorkerConnection } from './worker-connection.js';
import type { WorkerEvent } from './worker-event.js';
import type { WorkerSettings } from './worker-options.js';

/** Who a crew works for. */
export interface SharedCrewUser {
  /** Runs a job; resolves when its handler has ended. Never rejects. */
  handle(job: Job): Promise<HandlerEnd>;
  tell(event: WorkerEvent): void;
}

/** What a crew is told at first; each may change, but for how many jobs it is to take in all. */
export interface SharedCrewOrders {
  readonly abilities: Abilities;
  /** How many jobs are done at a time. */
  readonly places: number;
  readonly isPaused: boolean;
  readonly wanted: number;
}

/**
 * Takes jobs over one connection to each server, several at a time. A connection counts a job as over once it has begun,
 * so that it may ask for the next; who runs jobs, and on which connection, is known here. Where a job ends without an
 * answer its connection is closed, and all others on it go back as well.
 */
export class SharedCrew implements ConnectionOwner<WorkerConnection> {
  /** All events name places, but those of connections: there is one set of them. */
  readonly number = 1;
  /** Resolves when all connections have gone and no job runs. */
  readonly ended: Promise<void>;
  readonly #connections: readonly WorkerConnection[];
  readonly #abilities: Abilities;
  readonly #user: SharedCrewUser;
  /** What runs, each with its place. */
  readonly #running = new Map<RunningJob, number>();
  /** What their servers were told last. */
  readonly #told = new Map<WorkerConnection, Abilities>();
  /** Jobs behind which their connection asks for nothing, for it pauses or ends. */
  readonly #last = new Set<RunningJob>();
  #places: number;
  #isPaused: boolean;
  #isStopped = false;
  #wanted: number;
  /** Jobs that were asked for and have not come. */
  #due = 0;
  #asking: WorkerConnection | undefined;
  #next = 0;
  #onEnd: () => void = () => undefined;

  /** Begins to connect. */
  constructor(orders: SharedCrewOrders, settings: WorkerSettings, user: SharedCrewUser) {
    this.#abilities = orders.abilities;
    this.#places = orders.places;
    this.#isPaused = orders.isPaused;
    this.#wanted = orders.wanted;
    this.#user = user;
    this.ended = new Promise((resolve) => {
      this.#onEnd = resolve;
    });
    this.#connections = settings.servers.map((server) => new WorkerConnection(server, this.#wish, settings, this));
    for (const connection of this.#connections) {
      this.#told.set(connection, this.#wish);
      connection.step({ type: 'open' });
    }
  }

  /** Whether it was told to stop. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Why servers cannot be reached. */
  get errors(): readonly GearctlError[] {
    return this.#connections.flatMap(({ error }) => error ?? []);
  }

  /** Does so many jobs at a time from now on; those that run may end. */
  setPlaces(places: number): void {
    this.#places = places;
    this.#grant();
  }

  /** Takes nothing, or takes jobs again; what runs may end. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    for (const connection of this.#connections) this.#settle(connection);
    this.#grant();
  }

  /** Takes nothing new; what runs may end. */
  stop(): void {
    this.#isStopped = true;
    for (const connection of this.#connections) this.#settle(connection);
  }

  /** Gives back all jobs. */
  giveBack(): void {
    for (const { job } of this.#running.keys()) job.giveBack();
    for (const connection of this.#connections) connection.giveKeptBack();
  }

  connected({ server }: WorkerConnection): void {
    this.#user.tell({ type: 'connected', server, slot: this.number });
  }

  disconnected(connection: WorkerConnection, error: GearctlError | undefined): void {
    const { server } = connection;
    this.#user.tell({ type: 'disconnected', server, slot: this.number, error });
    this.losesJob(connection, error ?? new ClosedError(`the connection to ${server} was closed`));
  }

  retries({ server }: WorkerConnection, error: GearctlError, { attempt, delayMs, tooLarge }: Retry): void {
    const where = { server, slot: this.number };
    if (tooLarge !== undefined) this.#user.tell({ type: 'job-too-large', ...where, ...tooLarge });
    this.#user.tell({ type: 'retrying', ...where, error, delayMs, attempt });
  }

  gone(): void {
    const isOver = this.#running.size === 0 && this.#connections.every(({ phase }) => phase === 'gone');
    if (isOver) this.#onEnd();
  }

  wantsTurn(): void {
    this.#grant();
  }

  passesTurn(connection: WorkerConnection): void {
    if (this.#asking !== connection) return;
    this.#asking = undefined;
    this.returnsPermits(1);
    this.#grant();
    this.#lookEmpty();
  }

  keepsTurn(connection: WorkerConnection): void {
    this.#asking = connection;
  }

  returnsPermits(count: number): void {
    this.#due -= count;
    this.#wanted += count;
  }

  beginsJob(connection: WorkerConnection, assigned: AssignPacket): void {
    this.#asking = undefined;
    this.#due -= 1;
    this.#next = this.#connections.indexOf(connection) + 1;
    const running = new RunningJob(assigned, connection);
    const slot = this.#freePlace();
    this.#running.set(running, slot);
    this.#user.tell({ type: 'job-started', slot, job: running.job });
    void this.#user.handle(running.job).then((end) => this.#finish(running, end));
    if (this.#takesMore) connection.jobEnded();
    else this.#last.add(running);
  }

  losesJob(connection: WorkerConnection, error: GearctlError): void {
    for (const running of this.#running.keys()) if (running.connection === connection) running.lose(error);
  }

  reportRefused({ server }: WorkerConnection, error: ServerError): void {
    this.#user.tell({ type: 'report-refused', server, slot: this.number, error, job: undefined });
  }

  get #takesMore(): boolean {
    return !this.#isPaused && !this.#isStopped;
  }

  /** What servers are to be told. */
  get #wish(): Abilities {
    return this.#isPaused ? NO_ABILITIES : this.#abilities;
  }

  /** Asks the next server that may have jobs for as many as there is room for. */
  #grant(): void {
    if (this.#asking !== undefined || !this.#takesMore) return;
    const room = Math.min(this.#wanted, this.#places - this.#running.size - this.#due);
    if (room <= 0) return;
    const { length } = this.#connections;
    const inTurn = this.#connections.map((_, step) => this.#connections[(this.#next + step) % length]);
    const connection = inTurn.find((each) => each?.phase === 'ready');
    if (connection === undefined) return;
    const grabs = Math.min(connection.worthGrabs, room);
    this.#wanted -= grabs;
    this.#due += grabs;
    this.#asking = connection;
    connection.step({ type: 'turn', grabs });
  }

  #freePlace(): number {
    const taken = new Set(this.#running.values());
    let place = 1;
    while (taken.has(place)) place += 1;
    return place;
  }

  /** Reports what is not reported yet. */
  #finish(running: RunningJob, end: HandlerEnd): void {
    const { job, connection, durationMs, loss } = running;
    if (!job.ended) {
      if ('error' in end) job.exception(end.error instanceof Error ? end.error.message : String(end.error));
      else job.complete(end.result);
    }
    const slot = this.#running.get(running) ?? this.number;
    const outcome = job.outcome ?? 'lost';
    const error = outcome === 'lost' ? loss : 'error' in end ? end.error : undefined;
    this.#running.delete(running);
    this.#user.tell({ type: 'job-ended', slot, job, outcome, durationMs, error });
    if (this.#last.delete(running) && loss === undefined) connection.jobEnded();
    this.#settle(connection);
    this.#grant();
    this.#lookEmpty();
    this.gone();
  }

  /** Tells when no job runs and all servers that are there have said that they have none. */
  #lookEmpty(): void {
    if (this.#asking !== undefined || this.#running.size > 0) return;
    const phases = this.#connections.map(({ phase }) => phase).filter((phase) => phase !== 'down');
    const isEmpty = phases.length > 0 && phases.every((phase) => phase === 'asleep' || phase === 'dozing');
    if (isEmpty) this.#user.tell({ type: 'empty' });
  }

  /** Tells a server what it is to know, or leaves it, when no job of it runs: it would take one away. */
  #settle(connection: WorkerConnection): void {
    for (const running of this.#running.keys()) if (running.connection === connection) return;
    if (this.#isStopped) {
      connection.stop();
    } else if (this.#told.get(connection) !== this.#wish) {
      this.#told.set(connection, this.#wish);
      connection.setAbilities(this.#wish);
    }
  }
}
