import { setImmediate } from 'node:timers/promises';
import { ClosedError, type GearctlError, TimeoutError, UsageError } from '../errors.js';
import { waitWithin } from '../net/deadline.js';
import { functionNameOf } from '../protocol/names.js';
import type { Abilities } from './abilities.js';
import { Crew } from './crew.js';
import { IdleTimer } from './idle-timer.js';
import type { Job } from './job.js';
import { type Handler, type RegisterOptions, Registrations } from './registrations.js';
import type { OneJobOptions, WorkerEcho, WorkerRunOptions } from './run-options.js';
import type { HandlerEnd } from './slot.js';
import type { WorkerEvent } from './worker-event.js';
import { type WorkerOptions, type WorkerSettings, withConcurrency, workerSettings } from './worker-options.js';

/** How long a server that was asked for a job may still answer when the wait for one is over, in ms. */
const LAST_ANSWER_MS = 1000;

/**
 * A Gearman worker: takes jobs from all its servers and runs each by the handler of its function. A server that is lost
 * is tried again for ever, unless `reconnect` is false. Nothing is connected before `run`, `runOnce` or `grab`, and from
 * then on until `stop`.
 */
export class Worker implements AsyncDisposable {
  readonly #onEvent: (event: WorkerEvent) => void;
  readonly #functions = new Registrations();
  #settings: WorkerSettings;
  #crew: Crew | undefined;
  #idle: IdleTimer | undefined;
  #paused = false;
  #isTaking = false;
  #take: (job: Job) => Promise<HandlerEnd> = (job) => this.#handle(job);
  #listen: (event: WorkerEvent) => void = () => undefined;

  /** Throws AddressError, NameError or UsageError for what cannot be used. */
  constructor(options: WorkerOptions = {}) {
    this.#settings = workerSettings(options);
    this.#onEvent = options.onEvent ?? (() => undefined);
  }

  /** The labels of the servers. */
  get servers(): string[] {
    return this.#settings.servers.map(({ label }) => label);
  }

  /** The jobs that run now. */
  get jobs(): readonly Job[] {
    return this.#crew?.jobs ?? [];
  }

  /** How many jobs run at a time, at the most. */
  get concurrency(): number {
    return this.#settings.concurrency;
  }

  /** True between `pause` and `resume`. */
  get paused(): boolean {
    return this.#paused;
  }

  /**
   * Registers a handler, also while the worker runs: its servers hear of it at once. The last one for a function counts.
   * Throws NameError, UsageError.
   */
  register(functionName: string, handler: Handler, options: RegisterOptions = {}): void {
    this.#functions.add(functionName, handler, options);
    this.#crew?.setAbilities(this.#functions.abilities);
  }

  /**
   * Takes no more jobs of a function. One that runs may end, and one that is on its way still gets its handler: a server
   * hears of it behind those, for it would give them to somebody else.
   */
  unregister(functionName: string): void {
    this.#functions.remove(functionName);
    this.#crew?.setAbilities(this.#functions.abilities);
  }

  /** Takes no more jobs of any function, as `unregister` does. */
  unregisterAll(): void {
    this.#functions.removeAll();
    this.#crew?.setAbilities(this.#functions.abilities);
  }

  /**
   * Changes how many jobs run at a time, also while the worker runs. New slots connect at once. Slots that are too many
   * close their connections, each once it has no job: none is cut short, and none is lost. Throws UsageError, and
   * NameError when the slots' IDs become too long.
   */
  setConcurrency(concurrency: number): void {
    this.#settings = withConcurrency(this.#settings, concurrency);
    this.#crew?.resize(concurrency);
  }

  /**
   * Takes no more jobs until `resume`, but stays connected. Servers do not count the worker among those of its functions
   * meanwhile. What runs or is on its way is run to its end. The time does not count for `idleTimeoutMs`.
   */
  pause(): void {
    this.#paused = true;
    this.#idle?.restart(false);
    this.#crew?.setPaused(true);
  }

  /** Takes jobs again. */
  resume(): void {
    this.#paused = false;
    this.#idle?.restart(this.#crew?.isIdle === true);
    this.#crew?.setPaused(false);
  }

  /**
   * Takes jobs and runs them until it is stopped. Resolves once the last one has ended and all connections are closed.
   * Rejects with `reconnect: false` when no server is left, and when the time without a job is over and no server can be
   * reached: NoServerError, or why the last connection broke.
   */
  async run({ signal, maxJobs = Number.POSITIVE_INFINITY, idleTimeoutMs }: WorkerRunOptions = {}): Promise<void> {
    if (this.#functions.abilities.size === 0) throw new UsageError('no function is registered');
    const stop = () => void this.stop();
    let ended = 0;
    let unreachable: GearctlError | undefined;
    await this.#taking(async (crew) => {
      const idle = new IdleTimer(idleTimeoutMs, () => {
        unreachable = crew.unreachable;
        stop();
      });
      this.#idle = idle;
      this.#listen = ({ type }) => {
        if (type === 'job-ended' && ++ended >= maxJobs) stop();
        if (type === 'job-ended' || type === 'job-started') idle.restart(crew.isIdle && !this.#paused);
      };
      signal?.addEventListener('abort', stop, { once: true });
      idle.restart(!this.#paused);
      if (signal?.aborted || maxJobs <= 0) stop();
      else crew.want(maxJobs);
      const error = (await crew.ended) ?? unreachable;
      idle.stop();
      if (error !== undefined) throw error;
    }).finally(() => signal?.removeEventListener('abort', stop));
  }

  /**
   * Takes one job and runs it to its end, however long that takes; false when none came in time. Rejects with
   * AbortedError, and with NoServerError when none came because no server can be reached. Stays connected.
   */
  async runOnce(options: OneJobOptions = {}): Promise<boolean> {
    if (this.#functions.abilities.size === 0) throw new UsageError('no function is registered');
    return this.#taking(async (crew) => {
      const [started, hasStarted] = promise();
      const [ended, hasEnded] = promise();
      this.#listen = ({ type }) => {
        if (type === 'job-started') hasStarted();
        if (type === 'job-ended') hasEnded();
      };
      const came = await this.#one(crew, started, options);
      if (came) await ended;
      return came ?? false;
    });
  }

  /**
   * Takes one job and leaves it to the caller, who ends it: by `complete`, `fail`, `exception` or `giveBack`. Undefined
   * when none came in time. Of the functions named, or else of those registered. Stays connected. Rejects as `runOnce`
   * does.
   */
  async grab(functionNames: readonly string[] = [], options: OneJobOptions = {}): Promise<Job | undefined> {
    const named = new Map(functionNames.map((name) => [functionNameOf(name), undefined]));
    const abilities = named.size === 0 ? this.#functions.abilities : named;
    if (abilities.size === 0) throw new UsageError('no function is registered, and none is named');
    return this.#taking(async (crew) => {
      const taken = new Promise<Job>((resolve) => {
        this.#take = async (job) => {
          resolve(job);
          await job.closed();
          return { result: '' };
        };
      });
      return this.#one(crew, taken, options);
    }, abilities);
  }

  /** Sends bytes through each server and back, while the worker is connected; waits 10 s unless told otherwise. */
  async echo(
    data: Uint8Array | string = 'gearctl',
    { signal, timeoutMs = 10_000 }: OneJobOptions = {},
  ): Promise<WorkerEcho[]> {
    if (this.#crew === undefined) throw new ClosedError('the worker is not connected');
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    const startedAt = performance.now();
    return Promise.all(
      this.#crew.echo(bytes).map(({ server, answer }) =>
        waitWithin(answer, `the echo of ${server}`, { signal, timeoutMs }).then(
          (): WorkerEcho => ({ server, ok: true, ms: performance.now() - startedAt }),
          (error: GearctlError): WorkerEcho => ({ server, ok: false, error }),
        ),
      ),
    );
  }

  /** Takes nothing new, lets the jobs that run end, and closes. Resolves when that is done. */
  async stop(): Promise<void> {
    this.#crew?.stop();
    await this.#crew?.ended;
  }

  /** Stops, and gives the jobs that run back to their servers: their signals are aborted. Resolves as `stop` does. */
  async giveBack(): Promise<void> {
    const stopped = this.stop();
    this.#crew?.giveBack();
    await stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.giveBack();
  }

  /** Lets `use` take jobs of a crew, which is made if there is none; one at a time. */
  async #taking<T>(use: (crew: Crew) => Promise<T>, abilities: Abilities = this.#functions.abilities): Promise<T> {
    if (this.#isTaking) throw new UsageError('the worker is taking jobs already');
    this.#isTaking = true;
    this.#take = (job) => this.#handle(job);
    try {
      return await use(this.#crewFor(abilities));
    } finally {
      this.#isTaking = false;
      this.#listen = () => undefined;
    }
  }

  #crewFor(abilities: Abilities): Crew {
    if (this.#crew !== undefined) {
      this.#crew.setAbilities(abilities);
      return this.#crew;
    }
    const crew = new Crew({ abilities, paused: this.#paused }, this.#settings, {
      handle: (job) => this.#take(job),
      tell: (event) => {
        this.#onEvent(event);
        this.#listen(event);
      },
    });
    this.#crew = crew;
    void crew.ended.then(() => {
      if (this.#crew === crew) this.#crew = undefined;
    });
    return crew;
  }

  /** Wants one job, and waits until it comes; undefined when none has in time, or the crew has ended. */
  async #one<T>(crew: Crew, job: Promise<T>, limits: OneJobOptions): Promise<T | undefined> {
    crew.want(1);
    const first = Promise.race([job, crew.ended]);
    const came = await waitWithin(first, 'the wait for a job', limits).catch((error: unknown) => {
      // A turn later, so that a job which is the answer is heard before it.
      const answered = crew.wantLess().then(() => setImmediate(undefined));
      if (error instanceof TimeoutError) return this.#lastAnswer(crew, Promise.race([first, answered]));
      this.#take = giveBack;
      throw error;
    });
    if (came instanceof Error) throw came;
    return came ?? undefined;
  }

  /** A server that was asked in time may still answer; a job that comes after that goes back. */
  async #lastAnswer<T>(crew: Crew, answer: Promise<T>): Promise<T | undefined> {
    const came = await waitWithin(answer, 'the last answer', { timeoutMs: LAST_ANSWER_MS }).catch(() => undefined);
    if (came !== undefined) return came;
    this.#take = giveBack;
    if (crew.unreachable !== undefined) throw crew.unreachable;
    return undefined;
  }

  async #handle(job: Job): Promise<HandlerEnd> {
    const handler = this.#functions.handler(job.functionName);
    if (handler === undefined) return giveBack(job);
    try {
      return { result: (await handler(job)) ?? '' };
    } catch (error) {
      return { error };
    }
  }
}

/** A promise of `true`, and what fulfils it. */
function promise(): [Promise<true>, () => void] {
  let fulfil: () => void = () => undefined;
  const made = new Promise<true>((resolve) => {
    fulfil = () => resolve(true);
  });
  return [made, () => fulfil()];
}

async function giveBack(job: Job): Promise<HandlerEnd> {
  job.giveBack();
  return { result: '' };
}
