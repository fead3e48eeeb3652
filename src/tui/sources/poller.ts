import type { Instant } from '../model/types.js';
import type { Clock } from './clock.js';
import type { PolledAdmin } from './poll.js';
import { ServerPoller } from './server-poller.js';
import type { SampleListener, SampleSource } from './source.js';

/** Polls servers, each at its own pace over the connection that its admin keeps. */
export class Poller implements SampleSource {
  readonly servers: readonly string[];
  readonly #pollers: readonly ServerPoller[];
  readonly #clock: Clock;
  #running: Promise<unknown> = Promise.resolve();

  /** Takes the admins over, and closes them in the end. With `probes` servers are also asked for the list of their jobs. */
  constructor(admins: readonly PolledAdmin[], intervalMs: number, probes: boolean, clock: Clock) {
    this.servers = admins.map(({ server }) => server);
    this.#pollers = admins.map((admin) => new ServerPoller(admin, intervalMs, probes, clock));
    this.#clock = clock;
  }

  now(): Instant {
    return this.#clock.now();
  }

  async run(listener: SampleListener): Promise<void> {
    this.#running = Promise.all(this.#pollers.map((poller) => poller.run((sample) => listener.sample(sample))));
    await this.#running;
  }

  pollNow(): void {
    for (const poller of this.#pollers) poller.pollNow();
  }

  setInterval(intervalMs: number): void {
    for (const poller of this.#pollers) poller.intervalMs = intervalMs;
  }

  /** Goes on polling: what is shown may stand still, what is known should not have gaps. */
  pause(): void {
    // There is nothing to stop.
  }

  /** There is no other time than now. */
  seek(): void {
    // There is nowhere to go.
  }

  async close(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.close()));
    await this.#running;
  }
}
