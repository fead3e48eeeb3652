import { ClosedError, type GearctlError } from '../errors.js';
import type { ClientConnection, ConnectionOwner, Loss } from './client-connection.js';
import type { ClientTask, TaskPlace } from './client-task.js';
import { Fifo } from './fifo.js';
import { workloadBytes } from './submission.js';
import type { LateWorkload } from './task.js';
import { jobLost, workloadFailed } from './task-errors.js';

/** How submissions are sent. */
export interface SubmissionLineOptions {
  /** The most submissions on the wire that the server has not answered. */
  readonly window: number;
  /** How often a submission is sent until the loss of its connection is final. */
  readonly maxSendings: number;
}

/** Ended tasks are swept out of the line once there are this many and they are half of it. */
const MIN_SWEPT = 1000;

/**
 * The tasks on their way to a server, in order. The line connects when there is something to send, keeps to the window,
 * and when its connection is lost puts those that may be sent again back in front.
 */
export class SubmissionLine implements ConnectionOwner, TaskPlace {
  readonly #connect: () => Promise<ClientConnection>;
  readonly #options: SubmissionLineOptions;
  readonly #tasks = new Fifo<ClientTask>();
  #endedInLine = 0;
  #connection: ClientConnection | undefined;
  #connecting = false;
  #draining = false;
  #loading: ClientTask | undefined;
  #roomWaiters: (() => void)[] = [];
  #closed: GearctlError | undefined;

  /** `connect` gives the connection to send on; it is asked again when that one is lost. */
  constructor(connect: () => Promise<ClientConnection>, options: SubmissionLineOptions) {
    this.#connect = connect;
    this.#options = options;
  }

  /** Adds a task at the end of the line. */
  add(task: ClientTask): void {
    if (this.#closed !== undefined) {
      const error = this.#closed;
      queueMicrotask(() => task.end(error));
      return;
    }
    if (this.#endedInLine >= MIN_SWEPT && this.#endedInLine * 2 > this.#tasks.length) this.#sweep();
    task.waits(this);
    this.#tasks.push(task);
    this.#send();
  }

  /** Resolves when another task would be sent soon: the window and the socket have room. */
  ready(): Promise<void> {
    if (this.#hasRoom) return Promise.resolve();
    return new Promise((resolve) => {
      this.#roomWaiters.push(resolve);
      this.#send();
    });
  }

  /** Names the server that has a task for this job. */
  serverOfJob(handle: string): string | undefined {
    return this.#connection?.hasJob(handle) ? this.#connection.server : undefined;
  }

  /** Ends all tasks in the line, and every one added later. */
  close(error: ClosedError): void {
    this.#closed = error;
    this.#endAll(error);
  }

  answered(): void {
    this.#send();
  }

  left(task: ClientTask): void {
    this.#endedInLine += 1;
    if (task === this.#loading) this.#loaded();
  }

  lost(connection: ClientConnection, { accepted, unanswered, error }: Loss): void {
    if (connection === this.#connection) this.#connection = undefined;
    const tasks = [...accepted, ...unanswered];
    const again = this.#closed === undefined ? tasks.filter((task) => this.#mayGoAgain(task)) : [];
    for (const task of again) task.waits(this);
    this.#tasks.prepend(again);
    for (const task of tasks) if (task.state !== 'waiting') endLost(task, error);
    this.#send();
  }

  get #hasRoom(): boolean {
    if (this.#closed !== undefined) return true;
    const unanswered = this.#connection?.unanswered ?? 0;
    const isFull = this.#connection?.isFull ?? false;
    return !isFull && this.#tasks.length - this.#endedInLine + unanswered < this.#options.window;
  }

  #send(): void {
    while (this.#tasks.length > 0) {
      if (this.#closed !== undefined || this.#connecting || this.#draining || this.#loading !== undefined) return;
      if (this.#connection === undefined) return void this.#open();
      if (this.#connection.unanswered >= this.#options.window) return;
      if (this.#connection.isFull) return void this.#drain(this.#connection);
      this.#sendFirst(this.#connection);
    }
    if (this.#roomWaiters.length > 0) this.#tellRoom();
  }

  #sendFirst(connection: ClientConnection): void {
    const task = this.#tasks.first as ClientTask;
    const { workload, ended } = task;
    if (typeof workload === 'function') {
      void this.#load(task, workload);
      return;
    }
    this.#tasks.shift();
    if (ended) this.#endedInLine -= 1;
    else connection.submit(task, workload);
  }

  async #open(): Promise<void> {
    this.#connecting = true;
    try {
      this.#connection = await this.#connect();
    } catch (error) {
      this.#endAll(error as GearctlError);
    } finally {
      this.#connecting = false;
    }
    this.#send();
  }

  /** Makes the first task's workload. If the task ends meanwhile, the line goes on without it. */
  async #load(task: ClientTask, workload: LateWorkload): Promise<void> {
    this.#loading = task;
    try {
      task.loaded(workloadBytes(await workload()));
    } catch (error) {
      task.end(workloadFailed(task, error));
    }
    if (task === this.#loading) this.#loaded();
  }

  #loaded(): void {
    this.#loading = undefined;
    this.#send();
  }

  async #drain(connection: ClientConnection): Promise<void> {
    this.#draining = true;
    await connection.drained();
    this.#draining = false;
    this.#send();
  }

  #tellRoom(): void {
    if (this.#connection?.isFull) {
      if (!this.#draining) void this.#drain(this.#connection);
    } else if (this.#hasRoom) {
      const waiters = this.#roomWaiters;
      this.#roomWaiters = [];
      for (const resolve of waiters) resolve();
    }
  }

  #endAll(error: GearctlError): void {
    for (let left = this.#tasks.length; left > 0; left--) {
      const task = this.#tasks.shift();
      if (task === undefined) break;
      this.#endedInLine -= 1;
      endLost(task, error);
    }
    if (this.#roomWaiters.length > 0) this.#tellRoom();
  }

  #sweep(): void {
    this.#tasks.prepend(this.#tasks.drain().filter((task) => !task.ended));
    this.#endedInLine = 0;
  }

  #mayGoAgain(task: ClientTask): boolean {
    return task.state === 'sent' ? task.sendings < this.#options.maxSendings : task.mayRetry;
  }
}

/** Ends a task for want of a connection: one that a server had accepted is lost, any other never got that far. */
function endLost(task: ClientTask, error: GearctlError): void {
  task.end(task.handle === undefined || error instanceof ClosedError ? error : jobLost(task, error));
}
