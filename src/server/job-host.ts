import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { type GearctlError, SystemError } from '../errors.js';
import type { Journal } from '../journal/index.js';
import type { FlushLater, NumberedFrame } from '../net/output-buffer.js';
import { CreatedReply } from '../protocol/index.js';
import type { AccessControl } from './access/access-control.js';
import { answerExtension } from './admin-extensions/answer-extension.js';
import type { StoreFacts } from './admin-extensions/extension-context.js';
import type { ServerFacts } from './admin-handlers.js';
import { Alarm } from './alarm.js';
import { type FunctionLimits, limitsFor } from './function-limits.js';
import { IdleWatch } from './idle-watch.js';
import type { Effect } from './job-queue/effect.js';
import { JobQueue } from './job-queue/job-queue.js';
import type { JobFunction, Peer } from './job-queue/model.js';
import type { QueueOptions } from './job-queue/queue-options.js';
import type { SubmissionContent } from './job-queue/submission.js';
import type { JobStore } from './job-store/job-store.js';
import { Outbox } from './outbox.js';
import { QueueWatch } from './queue-watch.js';
import { Session, type SessionHost } from './session.js';
import { recordingOutcomes } from './statistics/outcome-recorder.js';
import { Statistics } from './statistics/statistics.js';
import { TurnEnd } from './turn-end.js';

/** What a host is told about itself and its peers. */
export interface JobHostOptions extends Omit<QueueOptions, 'durable' | 'hashSeed'> {
  readonly facts: ServerFacts;
  readonly maxPacketBytes: number;
  readonly maxUnsentBytes: number;
  /** As many peers may be connected; 0: as many as come. Default: 0. */
  readonly maxConnections?: number;
  /** A peer that does nothing, waits for nothing and can do nothing is closed after so long; 0: never. Default: 0. */
  readonly idleMs?: number;
  /** Keeps the background jobs. Whoever opened it closes it, after the host. */
  readonly store?: JobStore;
  /** Says who may do what. Default: everybody may do everything. */
  readonly access?: AccessControl;
  /** Keeps the outcomes of jobs. */
  readonly journal?: Journal;
  /** Where the store is, and what it is made with. */
  readonly storeFacts?: Omit<StoreFacts, 'failing'>;
  /** Hears of peers that were in the wrong or too many, and of a store that fails. */
  readonly report: (error: GearctlError) => void;
}

/** How long a store that has failed is left alone, unless there is a job for it. */
const RETRY_COMMIT_MS = 1000;

/** Sessions around one job queue, with one clock and one timer: performs what the queue wants done. */
export class JobHost implements SessionHost {
  readonly queue: JobQueue;
  readonly facts: ServerFacts;
  readonly maxPacketBytes: number;
  readonly maxUnsentBytes: number;
  readonly access: AccessControl | undefined;
  readonly createdReply: NumberedFrame;
  readonly flushLater: FlushLater = (waiting) => this.#turnEnd.flush(waiting);
  readonly #options: JobHostOptions;
  readonly #outbox: Outbox;
  readonly #sessions = new Map<Peer, Session>();
  readonly #turnEnd = new TurnEnd(() => this.#outbox.commit());
  readonly #alarm: Alarm;
  readonly #statistics = new Statistics();
  readonly #startedAtMs = this.nowMs();
  readonly #idleWatch: IdleWatch;
  readonly #watch = new QueueWatch();
  #retry: NodeJS.Timeout | undefined;
  #full = false;
  #emptied: (() => void) | undefined;

  constructor(options: JobHostOptions) {
    const { store, handlePrefix, report, idleMs = 0 } = options;
    const nowMs = () => this.nowMs();
    this.#options = options;
    const { journal } = options;
    const observer = journal === undefined ? this.#statistics : recordingOutcomes(journal, this.#statistics);
    this.queue = new JobQueue({ ...options, observer, durable: store !== undefined, hashSeed: randomInt(2 ** 32) });
    this.access = options.access;
    this.facts = options.facts;
    this.maxPacketBytes = options.maxPacketBytes;
    this.maxUnsentBytes = options.maxUnsentBytes;
    this.createdReply = new CreatedReply(handlePrefix);
    this.#alarm = new Alarm(nowMs, () => this.perform(this.queue.tick(this.nowMs())));
    this.#idleWatch = new IdleWatch(idleMs, nowMs);
    this.#outbox = new Outbox({
      queue: this.queue,
      store,
      send: (effect) => this.#sessions.get(effect.peer)?.send(effect),
      expectCommit: () => this.#turnEnd.expect(),
      retryCommit: () => {
        this.#retry ??= setTimeout(() => {
          this.#retry = undefined;
          this.#outbox.commit();
        }, RETRY_COMMIT_MS);
      },
      nowMs,
      report,
    });
  }

  extend(words: readonly string[]): string | undefined {
    const { view } = this.queue;
    const { journal, storeFacts, facts } = this.#options;
    return answerExtension(words, {
      ...facts,
      view,
      oldestWaiting: (jobFunction) => view.oldestWaiting(jobFunction),
      statistics: this.#statistics,
      journal,
      store: storeFacts && { file: storeFacts.file, engine: storeFacts.engine, failing: this.#outbox.isFailing },
      startedAtMs: this.#startedAtMs,
      nowMs: this.nowMs(),
    });
  }

  nowMs(): number {
    return Date.now();
  }

  /**
   * Files the jobs of the store, before there are any others, and gives their number. Numbers go on behind those that an
   * earlier run can have given out, so that a handle never stands for two jobs. Throws StoreError.
   */
  restore(): number {
    const { store } = this.#options;
    if (store === undefined) return 0;
    const nowMs = this.nowMs();
    let jobs = 0;
    store.load((job) => {
      this.queue.submissions.restore(job, nowMs);
      jobs += 1;
    });
    this.queue.skipNumbersTo(store.lastNumber);
    this.#outbox.reserveFrom(store.lastNumber);
    store.commit();
    this.#alarm.setTo(this.queue.nextDueMs);
    return jobs;
  }

  /** Files a job that another server had, unless it coalesces with one that is here. */
  adopt(job: SubmissionContent): void {
    this.perform(this.queue.submissions.adopt(job, this.nowMs()));
  }

  /** Makes all that was done durable, and tells whether it is. */
  commit(): boolean {
    this.#outbox.commit();
    return !this.#outbox.isFailing;
  }

  perform(effects: readonly Effect[]): void {
    this.#outbox.perform(effects);
    this.#alarm.setTo(this.queue.nextDueMs);
    this.#watch.changed();
  }

  /** The number of jobs that workers have. */
  get running(): number {
    return this.#sum(({ running }) => running);
  }

  /** The number of all jobs. */
  get total(): number {
    return this.#sum(({ total }) => total);
  }

  /** Takes no more jobs and gives none out. Resolves when none runs any more, or when the signal fires. */
  async drain(signal: AbortSignal): Promise<void> {
    this.queue.close();
    await this.#watch.until(() => this.running === 0, signal);
  }

  /** Resolves when there are no jobs, or when the signal fires. */
  async untilEmpty(signal: AbortSignal): Promise<void> {
    await this.#watch.until(() => this.total === 0, signal);
  }

  /** Judges by the rules that are in force now what workers may do, and has limits that are in force now. */
  reviewRules(limits: readonly FunctionLimits[]): void {
    this.queue.limitFunctions((functionName) => limitsFor(functionName, limits));
    for (const session of this.#sessions.values()) session.reviewAbilities();
  }

  inOrder(action: () => void): void {
    this.#outbox.inOrder(action);
  }

  /** Begins a session with whoever has connected. */
  welcome(socket: Socket): void {
    const { maxConnections = 0, report } = this.#options;
    const full = maxConnections > 0 && this.#sessions.size >= maxConnections;
    if (full) socket.destroy();
    if (full && !this.#full) {
      const message = `a peer was turned away: ${maxConnections} are connected, as many as may be`;
      report(new SystemError(message, { hint: 'raise --max-connections, or the limit of open files (ulimit -n)' }));
    }
    this.#full = full;
    if (full) return;
    const session = new Session(socket, this);
    this.#sessions.set(session.peer, session);
    this.#idleWatch.add(session);
  }

  ended(session: Session, error: GearctlError | undefined): void {
    this.#sessions.delete(session.peer);
    this.#idleWatch.remove(session);
    if (error !== undefined) this.#options.report(error);
    if (this.#sessions.size === 0) this.#emptied?.();
  }

  /**
   * Ends all sessions, and resolves when they are over and the store has heard of everything. There must come no new
   * ones. The jobs stay as they are, so that what was running is in the store.
   */
  async close(graceMs: number): Promise<void> {
    this.#outbox.commit();
    const empty = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    for (const session of this.#sessions.values()) session.shut(graceMs);
    this.#alarm.stop();
    this.#idleWatch.stop();
    if (this.#sessions.size > 0) await empty;
    clearTimeout(this.#retry);
    this.#outbox.commit();
    clearTimeout(this.#retry);
  }

  #sum(count: (jobFunction: JobFunction) => number): number {
    let sum = 0;
    for (const jobFunction of this.queue.view.functions) sum += count(jobFunction);
    return sum;
  }
}
