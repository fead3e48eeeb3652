import { setImmediate } from 'node:timers/promises';
import { ClosedError, type GearctlError, TimeoutError, UsageError } from '../errors.js';
import { waitWithin } from '../net/deadline.js';
import { decodeText } from '../protocol/index.js';
import { functionNameOf } from '../protocol/names.js';
import type { Abilities } from './abilities.js';
import { Crew } from './crew.js';
import { IdleTimer } from './idle-timer.js';
import type { Job } from './job.js';
import type { HandlerEnd } from './slot.js';
import type { WorkerEvent } from './worker-event.js';
import { type WorkerOptions, type WorkerSettings, workerSettings } from './worker-options.js';

/** What a handler gives: the result; nothing is an empty one. */
export type HandlerResult = Uint8Array | string | undefined;

/**
 * Runs a job. What it throws is sent as an exception. A job that it ended itself, by `fail` for instance, is left as it
 * is.
 */
export type Handler = (job: Job) => HandlerResult | Promise<HandlerResult>;

/** How a function is registered. */
export interface RegisterOptions {
  /**
   * After which time the server takes a job away from us, in ms; gearmand rounds up to a second. It gives the job to
   * another worker then, and tells nobody. Default: never.
   */
  readonly timeoutMs?: number;
  /** The name is a byte string, for one that is no UTF-8: each character stands for the byte of its number. */
  readonly asBytes?: boolean;
}

/** What ends a run. */
export interface WorkerRunOptions {
  /** Stops as `stop` does. */
  readonly signal?: AbortSignal;
  /** Stops after so many jobs. */
  readonly maxJobs?: number;
  /** Stops after so long without a job, in ms. */
  readonly idleTimeoutMs?: number;
}

/** What ends the wait for one job. */
export interface OneJobOptions {
  readonly signal?: AbortSignal;
  /** The longest wait, in ms; 0 for none, which is the default. */
  readonly timeoutMs?: number;
}

/** How a server answered an echo; `ms` includes the wait for the connection. */
export type WorkerEcho =
  | { readonly server: string; readonly ok: true; readonly ms: number }
  | { readonly server: string; readonly ok: false; readonly error: GearctlError };

const MAX_TIMEOUT_MS = 0x7fffffff;

/** How long a server that was asked for a job may still answer when the wait for one is over, in ms. */
const LAST_ANSWER_MS = 1000;

/**
 * A Gearman worker: takes jobs from all its servers and runs each by the handler of its function. A server that is lost
 * is tried again for ever, unless `reconnect` is false. Nothing is connected before `run`, `runOnce` or `grab`, and from
 * then on until `stop`.
 */
export class Worker implements AsyncDisposable {
  readonly #settings: WorkerSettings;
  readonly #onEvent: (event: WorkerEvent) => void;
  readonly #handlers = new Map<string, Handler>();
  readonly #timeouts = new Map<string, number | undefined>();
  #crew: Crew | undefined;
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

  /** Registers a handler, also while the worker runs. The last one for a function counts. Throws NameError, UsageError. */
  register(functionName: string, handler: Handler, { timeoutMs, asBytes }: RegisterOptions = {}): void {
    if (timeoutMs !== undefined && !(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
      throw new UsageError(`a time-out of ${timeoutMs} ms cannot be asked for: it is from 1 to ${MAX_TIMEOUT_MS}`);
    }
    const name = asBytes ? functionName : functionNameOf(functionName);
    this.#timeouts.set(name, timeoutMs === undefined ? undefined : Math.ceil(timeoutMs));
    this.#handlers.set(decodeText(name), handler);
    this.#crew?.setAbilities(this.#timeouts);
  }

  /** Takes no more jobs of a function. One that runs may end, and one that is on its way still gets its handler. */
  unregister(functionName: string): void {
    this.#timeouts.delete(functionNameOf(functionName));
    this.#crew?.setAbilities(this.#timeouts);
  }

  /** Takes no more jobs of any function. */
  unregisterAll(): void {
    this.#timeouts.clear();
    this.#crew?.setAbilities(this.#timeouts);
  }

  /**
   * Takes jobs and runs them until it is stopped. Resolves once the last one has ended and all connections are closed.
   * Rejects with `reconnect: false` when no server is left, and when the time without a job is over and no server can be
   * reached: NoServerError, or why the last connection broke.
   */
  async run({ signal, maxJobs = Number.POSITIVE_INFINITY, idleTimeoutMs }: WorkerRunOptions = {}): Promise<void> {
    if (this.#timeouts.size === 0) throw new UsageError('no function is registered');
    const stop = () => void this.stop();
    let ended = 0;
    let unreachable: GearctlError | undefined;
    await this.#taking(async (crew) => {
      const idle = new IdleTimer(idleTimeoutMs, () => {
        unreachable = crew.unreachable;
        stop();
      });
      this.#listen = ({ type }) => {
        if (type === 'job-ended' && ++ended >= maxJobs) stop();
        if (type === 'job-ended' || type === 'job-started') idle.restart(crew.jobs.length === 0);
      };
      signal?.addEventListener('abort', stop, { once: true });
      idle.restart(true);
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
    if (this.#timeouts.size === 0) throw new UsageError('no function is registered');
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
    const abilities = named.size === 0 ? this.#timeouts : named;
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
    for (const job of this.jobs) job.giveBack();
    await stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.giveBack();
  }

  /** Lets `use` take jobs of a crew, which is made if there is none; one at a time. */
  async #taking<T>(use: (crew: Crew) => Promise<T>, abilities: Abilities = this.#timeouts): Promise<T> {
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
    const crew = new Crew(abilities, this.#settings, {
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
    const handler = this.#handlers.get(job.functionName);
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
