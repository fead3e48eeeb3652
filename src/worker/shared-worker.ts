import { endReason } from './end-reason.js';
import type { Job } from './job.js';
import { type Handler, type RegisterOptions, Registrations } from './registrations.js';
import { SharedCrew } from './shared-crew.js';
import type { HandlerEnd } from './slot.js';
import type { Worker } from './worker.js';
import type { WorkerOptions } from './worker-options.js';
import { type WorkerSettings, workerSettings } from './worker-options.js';

/** The most jobs that a connection asks for at once; how many there is room for is looked at besides. */
const MOST_GRABS = 1000;

/** Where jobs come from. */
export type JobSource = Pick<
  Worker,
  | 'servers'
  | 'concurrency'
  | 'paused'
  | 'register'
  | 'setConcurrency'
  | 'pause'
  | 'resume'
  | 'run'
  | 'stop'
  | 'giveBack'
>;

/** A worker as the other one, but with one connection to each server, over which several jobs come at a time. */
export class SharedWorker implements JobSource {
  readonly #settings: WorkerSettings;
  readonly #functions = new Registrations();
  readonly #onEvent: NonNullable<WorkerOptions['onEvent']>;
  #concurrency: number;
  #isPaused = false;
  #crew: SharedCrew | undefined;

  /** Throws as the other one does. */
  constructor({ concurrency = 1, onEvent = () => undefined, ...options }: WorkerOptions) {
    this.#settings = workerSettings({ ...options, maxGrabs: options.maxGrabs ?? MOST_GRABS });
    this.#concurrency = concurrency;
    this.#onEvent = onEvent;
  }

  get servers(): string[] {
    return this.#settings.servers.map(({ label }) => label);
  }

  get concurrency(): number {
    return this.#concurrency;
  }

  get paused(): boolean {
    return this.#isPaused;
  }

  register(functionName: string, handler: Handler, options: RegisterOptions = {}): void {
    this.#functions.add(functionName, handler, options);
  }

  setConcurrency(concurrency: number): void {
    this.#concurrency = concurrency;
    this.#crew?.setPlaces(concurrency);
  }

  pause(): void {
    this.#isPaused = true;
    this.#crew?.setPaused(true);
  }

  resume(): void {
    this.#isPaused = false;
    this.#crew?.setPaused(false);
  }

  /** Takes jobs until it is stopped, or so many have ended. Rejects when no server is left that is to be tried again. */
  async run({ maxJobs = Number.POSITIVE_INFINITY }: { readonly maxJobs?: number } = {}): Promise<void> {
    let left = maxJobs;
    const { abilities } = this.#functions;
    const orders = { abilities, places: this.#concurrency, isPaused: this.#isPaused, wanted: maxJobs };
    const crew = new SharedCrew(orders, this.#settings, {
      handle: (job) => this.#handle(job),
      tell: (event) => {
        this.#onEvent(event);
        if (event.type !== 'job-ended') return;
        left -= 1;
        if (left <= 0) crew.stop();
      },
    });
    this.#crew = crew;
    await crew.ended;
    if (!crew.isStopped) throw endReason(crew.errors);
  }

  async stop(): Promise<void> {
    this.#crew?.stop();
    await this.#crew?.ended;
  }

  async giveBack(): Promise<void> {
    const stopped = this.stop();
    this.#crew?.giveBack();
    await stopped;
  }

  async #handle(job: Job): Promise<HandlerEnd> {
    try {
      return { result: (await this.#functions.handler(job.functionName)?.(job)) ?? '' };
    } catch (error) {
      return { error };
    }
  }
}
