import type { Socket } from 'node:net';
import { ClosedError, type GearctlError, type ServerError } from '../../errors.js';
import { type ClientOptions, clientSettings } from '../client-options.js';
import { Fifo } from '../fifo.js';
import { ServerConnections } from '../server-connections.js';
import { ServerList } from '../server-list.js';
import { type AnswerListener, BatchConnection } from './batch-connection.js';
import { restOf, type SubmissionBatch } from './submission-batch.js';

/** Hears what becomes of submissions, in the order in which they were submitted. */
export interface BulkListener extends AnswerListener {
  /** So many in a row are given up, for this reason: no server has answered them. */
  lost(jobs: number, error: GearctlError): void;
}

/** How a client for many jobs is set up. */
export interface BulkOptions extends ClientOptions {
  /**
   * What is done with the submissions whose answers were lost with a connection: `resend` sends them all again, up to
   * `maxSendings` times; `skip-first` gives the one up whose answer was due, and sends those behind it again. Default:
   * resend.
   */
  readonly afterLoss?: 'resend' | 'skip-first';
}

/** The most bytes under way, one batch being allowed however large it is. */
const MAX_UNANSWERED_BYTES = 8 * 1024 * 1024;

/**
 * Submits background jobs by the million: like `Client`, but in batches that are encoded already, and without an object
 * for each job. What goes wrong is handled as there: the next server is tried, and submissions whose answer was lost with
 * a connection are sent again, so those may exist twice.
 */
export class BulkClient implements AsyncDisposable {
  readonly #listener: BulkListener;
  readonly #window: number;
  readonly #maxSendings: number;
  readonly #skipsFirst: boolean;
  readonly #connections: ServerConnections<BatchConnection>;
  readonly #waiting = new Fifo<SubmissionBatch>();
  #sentBytes = 0;
  #connection: BatchConnection | undefined;
  #isBusy = false;
  #roomWaiters: (() => void)[] = [];
  #closed: ClosedError | undefined;

  /** Throws AddressError for servers that do not parse. */
  constructor(options: BulkOptions, listener: BulkListener) {
    const settings = clientSettings(options);
    const servers = new ServerList(settings.servers, settings.deadServerMs);
    this.#listener = listener;
    this.#window = settings.window;
    this.#maxSendings = settings.maxSendings;
    this.#skipsFirst = options.afterLoss === 'skip-first';
    this.#connections = new ServerConnections(servers, settings, (socket, server) =>
      this.#begin(socket, server, settings.maxPacketBytes),
    );
  }

  /** Submits a batch after all others. It must not have more jobs than the window. */
  submit(batch: SubmissionBatch): void {
    this.#waiting.push(batch);
    this.#send();
  }

  /** Resolves when nothing waits to be sent and the socket takes more. */
  ready(): Promise<void> {
    if (this.#waiting.length === 0 && this.#connection?.isFull !== true) return Promise.resolve();
    return new Promise((resolve) => {
      this.#roomWaiters.push(resolve);
      this.#send();
    });
  }

  /** Closes at once; all that is not answered is lost with ClosedError. */
  async close(error = new ClosedError('the client was closed')): Promise<void> {
    this.#closed ??= error;
    await this.#connections.close(this.#closed);
    this.#giveUp(this.#waiting.drain(), this.#closed);
    this.#tellRoom();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #begin(socket: Socket, server: string, maxPacketBytes: number | undefined): BatchConnection {
    const connection = new BatchConnection(socket, server, maxPacketBytes, {
      accepted: (handle) => this.#listener.accepted(handle),
      refused: (error: ServerError) => this.#listener.refused(error),
      answered: (batch) => {
        this.#sentBytes -= batch.bytes.length;
        this.#send();
      },
      lost: (unanswered, error) => {
        this.#connections.lost(connection);
        this.#lost(unanswered, error);
      },
    });
    return connection;
  }

  #send(): void {
    for (let batch = this.#waiting.first; batch !== undefined; batch = this.#waiting.first) {
      if (this.#isBusy || this.#closed !== undefined) return;
      if (this.#connection === undefined) return void this.#open();
      if (this.#connection.isFull) return void this.#drain(this.#connection);
      if (!this.#hasRoomFor(batch, this.#connection.unanswered)) return;
      this.#waiting.shift();
      this.#sentBytes += batch.bytes.length;
      this.#connection.submit(batch);
    }
    this.#tellRoom();
  }

  #hasRoomFor(batch: SubmissionBatch, unanswered: number): boolean {
    if (unanswered === 0) return true;
    return unanswered + batch.jobs <= this.#window && this.#sentBytes + batch.bytes.length <= MAX_UNANSWERED_BYTES;
  }

  async #open(): Promise<void> {
    this.#isBusy = true;
    try {
      this.#connection = await this.#connections.toAny();
    } catch (error) {
      this.#giveUp(this.#waiting.drain(), error as GearctlError);
    }
    this.#isBusy = false;
    this.#send();
  }

  async #drain(connection: BatchConnection): Promise<void> {
    this.#isBusy = true;
    await connection.drained();
    this.#isBusy = false;
    this.#send();
  }

  #lost(unanswered: readonly SubmissionBatch[], error: GearctlError): void {
    this.#connection = undefined;
    this.#sentBytes = 0;
    const again =
      this.#closed !== undefined ? [] : this.#skipsFirst ? withoutFirst(unanswered) : this.#unspent(unanswered);
    const givenUp = jobsOf(unanswered) - jobsOf(again);
    if (givenUp > 0) this.#listener.lost(givenUp, error);
    this.#waiting.prepend(again);
    this.#send();
  }

  /** One that takes the connection down with it may not go round for ever. Those sent most often are in front. */
  #unspent(batches: readonly SubmissionBatch[]): SubmissionBatch[] {
    return batches.filter((batch) => batch.sendings < this.#maxSendings);
  }

  #giveUp(batches: readonly SubmissionBatch[], error: GearctlError): void {
    const jobs = jobsOf(batches);
    if (jobs > 0) this.#listener.lost(jobs, error);
  }

  #tellRoom(): void {
    if (this.#roomWaiters.length === 0) return;
    if (this.#connection?.isFull) {
      if (!this.#isBusy) void this.#drain(this.#connection);
      return;
    }
    const waiters = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const resolve of waiters) resolve();
  }
}

function jobsOf(batches: readonly SubmissionBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.jobs, 0);
}

function withoutFirst([first, ...others]: readonly SubmissionBatch[]): SubmissionBatch[] {
  return first === undefined || first.jobs === 1 ? others : [restOf(first, 1), ...others];
}
