import { UsageError } from '../errors.js';
import { EventLog } from './event-log.js';
import type { Task, TaskListener } from './task.js';
import type { TaskEvent } from './task-event.js';

/** The connection that events come from. */
export interface EventSource {
  /** Reads nothing more until `release` was called as often. */
  hold(): void;
  release(): void;
}

/** The task whose events are delivered. */
export interface EventOwner extends Task {
  /** The listener threw this, or rejected with it. */
  listenerFailed(error: unknown): void;
}

/** Brings a task's events to its listener and its readers, and holds their source while either is behind. */
export class EventDelivery {
  readonly #owner: EventOwner;
  readonly #listener: TaskListener | undefined;
  readonly #maxKeptBytes: number;
  #source: EventSource | undefined;
  #log: EventLog | undefined;
  /** The only event of a task that has ended and that nobody has asked yet: most background tasks are like that. */
  #only: TaskEvent | undefined;
  #begun = false;
  #heldForReaders: EventSource | undefined;

  constructor(owner: EventOwner, listener: TaskListener | undefined, maxKeptBytes: number) {
    this.#owner = owner;
    this.#listener = listener;
    this.#maxKeptBytes = maxKeptBytes;
  }

  /** Says where events come from by now. */
  set source(source: EventSource | undefined) {
    this.#source = source;
    this.#pace();
  }

  /** Gives the events kept. Throws UsageError when it is asked for too late to have all of them. */
  log(): EventLog {
    if (this.#log !== undefined) return this.#log;
    if (!this.#begun) return this.#keep();
    if (this.#only !== undefined) {
      const log = this.#keep();
      log.add(this.#only, true);
      return log;
    }
    throw new UsageError(`the events of '${this.#owner.functionName}' went to onEvent and were not kept`, {
      hint: 'ask for the result, or begin to iterate, right after submitting',
    });
  }

  /** Tells whether an event can be kept, if events are kept. */
  hasRoomFor(event: TaskEvent): boolean {
    return this.#log?.hasRoomFor(event) ?? true;
  }

  /** Delivers an event; `last` says that none will follow. */
  deliver(event: TaskEvent, last: boolean): void {
    if (this.#listener === undefined && this.#log === undefined) {
      if (last) this.#only = event;
      else this.#keep();
    }
    this.#begun = true;
    this.#log?.add(event, last);
    if (this.#listener !== undefined) this.#tell(this.#listener, event);
    if (last) this.source = undefined;
  }

  #tell(listener: TaskListener, event: TaskEvent): void {
    try {
      const handled = listener(event, this.#owner);
      if (handled instanceof Promise) this.#holdUntil(handled);
    } catch (error) {
      this.#owner.listenerFailed(error);
    }
  }

  #keep(): EventLog {
    this.#log = new EventLog(this.#maxKeptBytes, () => this.#pace());
    return this.#log;
  }

  #holdUntil(handled: Promise<void>): void {
    const source = this.#source;
    source?.hold();
    handled.then(
      () => source?.release(),
      (error: unknown) => {
        source?.release();
        this.#owner.listenerFailed(error);
      },
    );
  }

  #pace(): void {
    const wanted = this.#log?.isBehind ? this.#source : undefined;
    if (wanted === this.#heldForReaders) return;
    this.#heldForReaders?.release();
    wanted?.hold();
    this.#heldForReaders = wanted;
  }
}
