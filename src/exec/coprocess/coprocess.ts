import { AbortedError, SystemError } from '../../errors.js';
import { lookUpCommand } from '../command-look-up.js';
import { isStartError } from '../command-outcome.js';
import type { CoprocessEnd, CoprocessJob } from './coprocess-job.js';
import type { CoprocessSettings } from './coprocess-settings.js';
import { type LiveEnd, LiveProcess, type ProcessOwner, type ProcessStatus } from './live-process.js';
import { STARTING, type SupervisorEvent, type SupervisorState, step } from './supervisor-state.js';
import { Suspects } from './suspects.js';

/** How often processes are looked at: their age, their memory, and whether they still answer. */
const LOOK_MS = 1_000;

/** What can be told of a co-process. */
export interface CoprocessStatus {
  readonly state: SupervisorState['name'];
  /** The process that serves; undefined while none does. */
  readonly process: ProcessStatus | undefined;
  /** How many jobs wait for a process that has room. */
  readonly jobsWaiting: number;
}

interface WaitingJob {
  readonly job: CoprocessJob;
  readonly resolve: (end: CoprocessEnd | Promise<CoprocessEnd>) => void;
  readonly onAbort: () => void;
}

/**
 * A process that does job after job, and is kept alive: one that dies is followed by another, one that is worn is
 * replaced. It is given as many jobs at a time as it says it can do; the others wait.
 *
 * After five crashes within a minute all jobs that wait, and all that come, end with `given-up`.
 */
export class Coprocess {
  readonly #settings: CoprocessSettings;
  readonly #owner: ProcessOwner;
  readonly #waiting = new Set<WaitingJob>();
  // All that have not ended; and what is left of those that have.
  readonly #processes = new Set<LiveProcess>();
  readonly #remains = new Set<Promise<void>>();
  readonly #looks: NodeJS.Timeout;
  readonly #started: Promise<void>;
  #whenStarted: () => void = () => undefined;
  #state: SupervisorState = STARTING;
  #server: LiveProcess | undefined;
  #newcomer: LiveProcess | undefined;
  #coming: Promise<void> | undefined;
  #backoff: NodeJS.Timeout | undefined;
  #isKilled = false;

  private constructor(settings: CoprocessSettings) {
    this.#settings = settings;
    this.#owner = { suspects: new Suspects(), hasRoom: () => this.#next() };
    this.#started = new Promise((resolve) => {
      this.#whenStarted = resolve;
    });
    this.#looks = setInterval(() => this.#look(), LOOK_MS);
    this.#enter(STARTING);
  }

  /**
   * Starts a co-process; resolves when it is ready. Rejects with CommandNotFoundError or CommandNotExecutableError when
   * there is no such command, with SystemError when it crashes again and again, and with AbortedError.
   */
  static async open(settings: CoprocessSettings, signal?: AbortSignal): Promise<Coprocess> {
    const { command, env, cwd = '.', chroot } = settings;
    if (chroot === undefined) lookUpCommand(command, env, cwd);
    const coprocess = new Coprocess(settings);
    const stop = () => coprocess.kill();
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    await coprocess.#started;
    signal?.removeEventListener('abort', stop);
    const state = coprocess.#state;
    if (state.name !== 'given-up' && state.name !== 'stopping') return coprocess;
    await coprocess.close();
    throw state.name === 'given-up'
      ? hopeless(state.how)
      : new AbortedError('the co-process was not started', { cause: signal?.reason });
  }

  /** How many jobs it does at a time; 0 while none serves. */
  get capacity(): number {
    return this.#server?.status.capacity ?? 0;
  }

  get status(): CoprocessStatus {
    return { state: this.#state.name, process: this.#server?.status, jobsWaiting: this.#waiting.size };
  }

  /** Has a job done. Whatever becomes of it is an end; rejects never. */
  run(job: CoprocessJob): Promise<CoprocessEnd> {
    const end = job.signal?.aborted ? CANCELLED : this.#endOfAll;
    if (end !== undefined) return Promise.resolve(end);
    if (this.#server?.canTake(job)) return this.#server.run(job);
    return new Promise((resolve) => {
      const waiting: WaitingJob = { job, resolve, onAbort: () => this.#endWaiting(waiting, CANCELLED) };
      this.#waiting.add(waiting);
      job.signal?.addEventListener('abort', waiting.onAbort);
    });
  }

  /** Kills its processes at once. What is in flight or waits is cancelled, and so is what comes. */
  kill(): void {
    this.#isKilled = true;
    this.#apply({ type: 'stop' });
    for (const process of this.#processes) process.kill();
  }

  /**
   * Tells its processes to end, and kills those that have not in time. Resolves when none is left. What waits is
   * cancelled; what is in flight may come to its end, or dies.
   */
  async close(): Promise<void> {
    this.#apply({ type: 'stop' });
    await this.#coming;
    await Promise.all([...this.#processes].map((process) => process.ended));
    await Promise.all(this.#remains);
  }

  get #endOfAll(): CoprocessEnd | undefined {
    if (this.#state.name === 'given-up') return { type: 'given-up', error: hopeless(this.#state.how) };
    return this.#state.name === 'stopping' ? CANCELLED : undefined;
  }

  #apply(event: SupervisorEvent): void {
    const before = this.#state;
    this.#state = step(before, event);
    if (this.#state.name !== before.name) this.#enter(this.#state);
  }

  /** Does the work of a state. Called once for each state that is passed through. */
  #enter(state: SupervisorState): void {
    clearTimeout(this.#backoff);
    switch (state.name) {
      case 'starting':
      case 'replacing':
        if (this.#newcomer === undefined) this.#coming ??= this.#start();
        break;
      case 'serving': {
        const former = this.#server;
        this.#server = this.#newcomer;
        this.#newcomer = undefined;
        former?.leave();
        this.#whenStarted();
        this.#next();
        break;
      }
      case 'backing-off':
      case 'waiting-to-replace':
        this.#backoff = setTimeout(() => this.#apply({ type: 'waited' }), state.delayMs);
        break;
      case 'given-up':
      case 'stopping':
        clearInterval(this.#looks);
        this.#whenStarted();
        for (const process of this.#processes) process.dismiss();
        for (const waiting of this.#waiting) this.#endWaiting(waiting, this.#endOfAll ?? CANCELLED);
    }
  }

  async #start(): Promise<void> {
    const process = await LiveProcess.start(this.#settings, this.#owner).catch((error: unknown) => {
      if (!isStartError(error)) throw error;
      return error;
    });
    this.#coming = undefined;
    if (process instanceof LiveProcess) this.#welcome(process);
    else this.#newcomerCrashed(process.message);
  }

  #welcome(process: LiveProcess): void {
    this.#processes.add(process);
    this.#newcomer = process;
    void process.ended.then((end) => this.#lose(process, end));
    void process.ready.then(() => {
      if (process === this.#newcomer) this.#apply({ type: 'newcomer-ready' });
    });
    if (this.#isKilled) process.kill();
    else if (this.#endOfAll !== undefined) process.dismiss();
  }

  #lose(process: LiveProcess, { how, isCrash }: LiveEnd): void {
    this.#processes.delete(process);
    const remains = process.gone.finally(() => this.#remains.delete(remains));
    this.#remains.add(remains);
    if (process === this.#newcomer) {
      this.#newcomer = undefined;
      this.#newcomerCrashed(how);
    } else if (process === this.#server) {
      this.#server = undefined;
      if (isCrash) this.#log('error', `the co-process died (${how})`);
      else this.#log('info', `the co-process has ended (${how})`);
      this.#apply(isCrash ? { type: 'server-crashed', how, atMs: performance.now() } : { type: 'server-left' });
    }
  }

  #newcomerCrashed(how: string): void {
    this.#log('error', `a new co-process failed to start (${how})`);
    this.#apply({ type: 'newcomer-crashed', how, atMs: performance.now() });
  }

  #look(): void {
    for (const process of this.#processes) void process.look();
    if (this.#server?.isWorn) this.#apply({ type: 'worn' });
  }

  /** Gives what waits to the process that serves, as far as it has room. */
  #next(): void {
    const server = this.#server;
    if (server?.isWorn) this.#apply({ type: 'worn' });
    for (const waiting of this.#waiting) {
      if (server === undefined || server.isFull) return;
      if (server.canTake(waiting.job)) this.#endWaiting(waiting, server.run(waiting.job));
    }
  }

  #endWaiting(waiting: WaitingJob, end: CoprocessEnd | Promise<CoprocessEnd>): void {
    this.#waiting.delete(waiting);
    waiting.job.signal?.removeEventListener('abort', waiting.onAbort);
    waiting.resolve(end);
  }

  #log(level: 'info' | 'error', message: string): void {
    // Its processes are not ours to hold up here: nothing is read of one that has ended.
    if (this.#state.name !== 'stopping') void this.#settings.onLog(level, message);
  }
}

const CANCELLED: CoprocessEnd = { type: 'cancelled' };

function hopeless(how: string): SystemError {
  return new SystemError(`the co-process died again and again (${how})`, {
    hint: 'start its command by hand to see what it says',
  });
}
