import { type GearctlError, UsageError } from '../errors.js';
import { TimeLimit } from '../time-limit.js';
import type { AbortGroups } from './abort-groups.js';
import { AskedOutcome, type Outcome } from './asked-outcome.js';
import { EventDelivery, type EventSource } from './event-delivery.js';
import { type Submission, submissionOf, workloadBytes } from './submission.js';
import type { CreatedJob, LateWorkload, SubmitOptions, Task, TaskState, Workload } from './task.js';
import { aborted, jobException, jobFailed, listenerFailed, resultTooLarge, timedOut } from './task-errors.js';
import type { CreatedEvent, TaskEvent, TerminalEvent } from './task-event.js';
import type { WorkEvent } from './work-event.js';

/** Where a task is until it ends: in the line of those to be sent, or on a connection. */
export interface TaskPlace {
  /** The task has ended, and leaves. */
  left(task: ClientTask): void;
}

/** The connection that a task was sent on. */
export interface TaskConnection extends TaskPlace, EventSource {
  readonly server: string;
}

/** What a client gives to all its tasks. */
export interface TaskSettings {
  /** For tasks that have no time-out of their own; 0 for none. */
  readonly timeoutMs: number;
  readonly maxResultBytes: number;
  readonly aborts: AbortGroups;
}

const NO_BYTES = new Uint8Array(0);

/**
 * A task and what happens to it. What the public `Task` lacks is for the line and the connections that carry it.
 *
 *     waiting ──sent──► sent ──accepted──► created ──receive──► complete | fail | exception
 *        ▲                │                   │
 *        └──── waits ─────┴────── waits ──────┘       from anywhere: ──end──► lost
 */
export class ClientTask implements Task {
  readonly functionName: string;
  readonly unique: string;
  readonly submission: Submission;
  readonly #settings: TaskSettings;
  readonly #signal: AbortSignal | undefined;
  readonly #delivery: EventDelivery;
  readonly #limit: TimeLimit | undefined;
  #workload: Uint8Array | LateWorkload;
  #place: TaskPlace | undefined;
  #state: TaskState = 'waiting';
  #ended = false;
  #server: string | undefined;
  #job: CreatedEvent | undefined;
  #numerator = 0;
  #denominator = 0;
  #sendings = 0;
  #retriesLeft: number;
  #terminal: TerminalEvent | undefined;
  #created: AskedOutcome<CreatedJob> | undefined;
  #result: AskedOutcome<Uint8Array> | undefined;

  /** Throws NameError or UsageError for what cannot be submitted. */
  constructor(functionName: string, workload: Workload, options: SubmitOptions, settings: TaskSettings) {
    this.submission = submissionOf(functionName, options);
    this.functionName = functionName;
    this.unique = options.unique ?? '';
    this.#settings = settings;
    this.#signal = options.signal;
    this.#delivery = new EventDelivery(this, options.onEvent, settings.maxResultBytes);
    this.#workload = typeof workload === 'function' ? workload : workloadBytes(workload);
    this.#retriesLeft = this.background || this.unique === '' ? 0 : (options.retries ?? 0);
    const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
    if (timeoutMs > 0) this.#limit = new TimeLimit(timeoutMs, () => this.end(timedOut(this, timeoutMs))).restart();
    if (this.#signal !== undefined) settings.aborts.add(this.#signal, this);
  }

  get background(): boolean {
    return this.submission.background;
  }

  get state(): TaskState {
    return this.#state;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get handle(): string | undefined {
    return this.#job?.handle;
  }

  get server(): string | undefined {
    return this.#server;
  }

  get numerator(): number {
    return this.#numerator;
  }

  get denominator(): number {
    return this.#denominator;
  }

  get created(): Promise<CreatedJob> {
    this.#created ??= new AskedOutcome(() => this.#createdOutcome());
    return this.#created.promise;
  }

  result(): Promise<Uint8Array> {
    try {
      this.#result ??= this.#askForResult();
      return this.#result.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<TaskEvent, void, undefined> {
    return this.#delivery.log().read();
  }

  /** The workload's bytes, or the function that will make them. */
  get workload(): Uint8Array | LateWorkload {
    return this.#workload;
  }

  /** How often it was sent since it was last accepted. */
  get sendings(): number {
    return this.#sendings;
  }

  /** True while it may be submitted again though a server had accepted it. */
  get mayRetry(): boolean {
    return this.#retriesLeft > 0;
  }

  /** It waits, for the first time or again. */
  waits(place: TaskPlace): void {
    if (this.#state === 'created') this.#retriesLeft -= 1;
    this.#place = place;
    this.#delivery.source = undefined;
    this.#state = 'waiting';
  }

  /** The function has made the workload. */
  loaded(data: Uint8Array): void {
    if (!this.#ended) this.#workload = data;
  }

  /** It was sent. Its workload is kept until the server has it for certain. */
  sent(connection: TaskConnection): void {
    this.#place = connection;
    this.#delivery.source = connection;
    this.#server = connection.server;
    this.#sendings += 1;
    this.#state = 'sent';
  }

  /** The server has accepted it. */
  accepted(handle: string, server: string): void {
    if (this.#ended) return;
    this.#job = { type: 'created', handle, server };
    this.#state = 'created';
    this.#sendings = 0;
    if (this.#retriesLeft === 0) this.#workload = NO_BYTES;
    if (this.background) this.#leave();
    this.#delivery.deliver(this.#job, this.background);
    this.#created?.check();
  }

  /** The job has reported something. */
  receive(event: WorkEvent): void {
    if (this.#ended) return;
    if (!this.#delivery.hasRoomFor(event)) {
      this.end(resultTooLarge(this, this.#settings.maxResultBytes));
    } else if (event.type === 'data' || event.type === 'warning') {
      this.#delivery.deliver(event, false);
    } else if (event.type === 'status') {
      this.#numerator = event.numerator;
      this.#denominator = event.denominator;
      this.#delivery.deliver(event, false);
    } else {
      this.#finish(event);
    }
  }

  /** It ends without an outcome. */
  end(error: GearctlError): void {
    if (!this.#ended) this.#finish({ type: 'lost', error });
  }

  abort(reason: unknown): void {
    this.end(aborted(this, reason));
  }

  listenerFailed(error: unknown): void {
    // Behind the end there is nothing left to end: what fails there surfaces like any rejection that nobody handles.
    if (this.#ended) void Promise.reject(error);
    else this.end(listenerFailed(this, error));
  }

  #finish(event: TerminalEvent): void {
    this.#terminal = event;
    this.#state = event.type;
    this.#workload = NO_BYTES;
    this.#leave();
    this.#delivery.deliver(event, true);
    this.#created?.check();
    this.#result?.check();
  }

  #leave(): void {
    this.#ended = true;
    this.#limit?.stop();
    if (this.#signal !== undefined) this.#settings.aborts.remove(this.#signal, this);
    this.#place?.left(this);
    this.#place = undefined;
  }

  #askForResult(): AskedOutcome<Uint8Array> {
    if (this.background)
      throw new UsageError(`'${this.functionName}' was submitted in the background: no result comes`);
    this.#delivery.log();
    return new AskedOutcome(() => this.#resultOutcome());
  }

  #createdOutcome(): Outcome<CreatedJob> | undefined {
    if (this.#job !== undefined) return { value: { handle: this.#job.handle, server: this.#job.server } };
    return this.#terminal?.type === 'lost' ? { error: this.#terminal.error } : undefined;
  }

  #resultOutcome(): Outcome<Uint8Array> | undefined {
    switch (this.#terminal?.type) {
      case 'complete':
        return { value: this.#delivery.log().result() };
      case 'fail':
        return { error: jobFailed(this) };
      case 'exception':
        return { error: jobException(this, this.#terminal.data) };
      case 'lost':
        return { error: this.#terminal.error };
      default:
        return undefined;
    }
  }
}
