import type { Socket } from 'node:net';
import type { GearctlError } from '../errors.js';
import type { ServerFacts } from './admin-handlers.js';
import { Alarm } from './alarm.js';
import type { Effect } from './job-queue/effect.js';
import { JobQueue } from './job-queue/job-queue.js';
import type { Peer } from './job-queue/model.js';
import { Session, type SessionHost } from './session.js';

/** What a host is told about itself and its peers. */
export interface JobHostOptions {
  readonly handlePrefix: string;
  readonly facts: ServerFacts;
  readonly maxPacketBytes: number;
  readonly maxUnsentBytes: number;
  /** Hears of peers that were in the wrong. */
  readonly report: (error: GearctlError) => void;
}

/** Sessions around one job queue, with one clock and one timer: performs what the queue wants done. */
export class JobHost implements SessionHost {
  readonly queue: JobQueue;
  readonly facts: ServerFacts;
  readonly maxPacketBytes: number;
  readonly maxUnsentBytes: number;
  readonly #report: (error: GearctlError) => void;
  readonly #sessions = new Map<Peer, Session>();
  readonly #alarm = new Alarm(
    () => this.nowMs(),
    () => this.perform(this.queue.tick(this.nowMs())),
  );
  #emptied: (() => void) | undefined;

  constructor(options: JobHostOptions) {
    this.queue = new JobQueue(options.handlePrefix);
    this.facts = options.facts;
    this.maxPacketBytes = options.maxPacketBytes;
    this.maxUnsentBytes = options.maxUnsentBytes;
    this.#report = options.report;
  }

  nowMs(): number {
    return Date.now();
  }

  /** Begins a session with whoever has connected. */
  welcome(socket: Socket): void {
    const session = new Session(socket, this);
    this.#sessions.set(session.peer, session);
  }

  perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      // Jobs live in memory only: there is nothing to store or delete.
      if (effect.type === 'send') this.#sessions.get(effect.peer)?.send(effect.packet);
    }
    this.#alarm.setTo(this.queue.nextDueMs);
  }

  ended(session: Session, error: GearctlError | undefined): void {
    this.#sessions.delete(session.peer);
    if (error !== undefined) this.#report(error);
    if (this.#sessions.size === 0) this.#emptied?.();
  }

  /** Ends all sessions, and resolves when they are over. There must come no new ones. */
  async close(graceMs: number): Promise<void> {
    const empty = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    for (const session of this.#sessions.values()) session.close(graceMs);
    if (this.#sessions.size > 0) await empty;
    this.#alarm.stop();
  }
}
