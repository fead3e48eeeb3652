import type { Sample, SampleAnswer } from '../model/sample.js';
import type { Clock } from './clock.js';
import { FIRST_POLL, type PolledAdmin, type PollFailure, type PollState, poll, pollFailure } from './poll.js';

/** How long to wait after a poll that failed, the first, the second and so on. */
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000] as const;

type Outcome =
  | { readonly ok: true; readonly answer: SampleAnswer; readonly state: PollState }
  | { readonly ok: false; readonly why: PollFailure };

/** Polls one server again and again, one poll after the other: a slow server is asked less often. */
export class ServerPoller {
  readonly #admin: PolledAdmin;
  readonly #clock: Clock;
  readonly #probes: boolean;
  #intervalMs: number;
  #isClosed = false;
  #waiting: AbortController | undefined;

  /** With `probes` it asks for the list of the jobs now and then, where a server does not count them. */
  constructor(admin: PolledAdmin, intervalMs: number, probes: boolean, clock: Clock) {
    this.#probes = probes;
    this.#admin = admin;
    this.#intervalMs = intervalMs;
    this.#clock = clock;
  }

  /** The next wait is this long; one that is under way ends, and is made up for. */
  set intervalMs(intervalMs: number) {
    this.#intervalMs = intervalMs;
    this.pollNow();
  }

  /** Polls and gives samples until `close`. */
  async run(take: (sample: Sample) => void): Promise<void> {
    let state = FIRST_POLL;
    let attempts = 0;
    while (!this.#isClosed) {
      const began = this.#clock.now();
      const outcome = await this.#poll(state);
      if (this.#isClosed) return;
      const endedAtMs = this.#clock.now().atMs;
      const lead = { server: this.#admin.server, ...began, tookMs: endedAtMs - began.atMs };
      if (outcome.ok) {
        attempts = 0;
        state = outcome.state;
        take({ ...lead, answer: outcome.answer, failure: null });
        await this.#wait(began.atMs + this.#intervalMs - endedAtMs);
      } else {
        attempts += 1;
        state = FIRST_POLL;
        const retryMs = this.#retryMs(attempts);
        take({ ...lead, answer: null, failure: { ...outcome.why, attempts, retryAtMs: endedAtMs + retryMs } });
        await this.#wait(retryMs);
      }
    }
  }

  /** Ends the wait for the next poll, if there is one. */
  pollNow(): void {
    this.#waiting?.abort();
  }

  /** Polls no more, and closes the admin. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.pollNow();
    await this.#admin.close();
  }

  async #poll(state: PollState): Promise<Outcome> {
    try {
      const [answer, next] = await poll(this.#admin, state, this.#probes, () => this.#clock.now().atMs);
      return { ok: true, answer, state: next };
    } catch (error) {
      return { ok: false, why: pollFailure(this.#admin.server, error) };
    }
  }

  /** Views that lost a server together do not come back together: up to a quarter more or less. */
  #retryMs(attempts: number): number {
    const full = RETRY_MS[attempts - 1] ?? RETRY_MS[RETRY_MS.length - 1] ?? 0;
    return Math.round(full * (0.75 + this.#clock.random() / 2));
  }

  async #wait(ms: number): Promise<void> {
    if (ms <= 0 || this.#isClosed) return;
    this.#waiting = new AbortController();
    await this.#clock.wait(ms, this.#waiting.signal);
    this.#waiting = undefined;
  }
}
