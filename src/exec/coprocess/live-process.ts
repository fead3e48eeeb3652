import type { CoprocessDeath, CoprocessEnd, CoprocessJob } from './coprocess-job.js';
import { type CoprocessSettings, READY_WITHIN_MS } from './coprocess-settings.js';
import { type CancelCause, Flight, type FlightCrew } from './flight.js';
import type { Word } from './message.js';
import { type LinkEnd, ProcessLink } from './process-link.js';
import { Pulse } from './pulse.js';
import { residentBytes } from './resident-memory.js';
import type { Suspects } from './suspects.js';

/** Whose process it is. */
export interface ProcessOwner {
  readonly suspects: Suspects;
  /** A job is over, and the next may come. */
  hasRoom(): void;
}

/** How it ended. */
export interface LiveEnd {
  /** Such as `SIGSEGV`, `exit 3` or `it was not ready within 10 s`. */
  readonly how: string;
  /**
   * False for one that exited with 0 between jobs, having done some, and for one that was ended for what it had no part in.
   */
  readonly isCrash: boolean;
}

/** What can be told of a process. */
export interface ProcessStatus {
  readonly pid: number;
  /** How many jobs it takes at a time. */
  readonly capacity: number;
  readonly jobsInFlight: number;
  /** How many it was given in all. */
  readonly jobs: number;
  readonly ageMs: number;
  /** Known when there is a limit, and where the system tells. */
  readonly rssBytes: number | undefined;
}

/** One that says nothing is ready when it has lived for so long: no job should die of a command that cannot work. */
const SETTLED_AFTER_MS = 100;

/**
 * A co-process from its start to its end, with the jobs that it has in flight.
 *
 *   starting ── ready ──▶ serving ── leave ──▶ leaving ── its jobs are over ──▶ dismissed
 *       └─────────────────────┴────── exit ────────┴───▶ ended ◀──── exit ─────────┘
 *
 * One that is dismissed is sent `shutdown`, its stdin is closed, and after `killAfterMs` it is killed.
 */
export class LiveProcess implements FlightCrew {
  /** Resolves when it can be given jobs; never, when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, and the jobs that it had in flight with it. */
  readonly ended: Promise<LiveEnd>;
  readonly #settings: CoprocessSettings;
  readonly #owner: ProcessOwner;
  readonly #link: ProcessLink;
  readonly #startedMs = performance.now();
  readonly #pulse: Pulse;
  readonly #flights = new Map<number, Flight>();
  readonly #graces = new Map<Flight, NodeJS.Timeout>();
  #state: 'starting' | 'serving' | 'leaving' | 'dismissed' | 'ended' = 'starting';
  #timer: NodeJS.Timeout | undefined;
  #capacity = 0;
  #jobs = 0;
  #rssBytes: number | undefined;
  #pings = 0;
  #isTired = false;
  #isKilled = false;
  #whenReady: () => void = () => undefined;

  private constructor(link: ProcessLink, settings: CoprocessSettings, owner: ProcessOwner) {
    const { readyWithinMs = READY_WITHIN_MS, hello } = settings;
    this.#link = link;
    this.#settings = settings;
    this.#owner = owner;
    this.#pulse = new Pulse(readyWithinMs, this.#startedMs);
    this.ended = link.ended.then((end) => this.#end(end));
    link.listen((word) => this.#take(word));
    link.send({ type: 'hello', facts: hello });
    this.ready = new Promise((resolve) => {
      this.#whenReady = resolve;
    });
    const how = `it was not ready within ${readyWithinMs / 1000} s`;
    this.#timer = link.codec.isConversation
      ? setTimeout(() => link.terminate({ how, isOurs: false }), readyWithinMs)
      : setTimeout(() => this.#serve(1), SETTLED_AFTER_MS);
  }

  /** Starts a process. Rejects with a StartError. */
  static async start(settings: CoprocessSettings, owner: ProcessOwner): Promise<LiveProcess> {
    return new LiveProcess(await ProcessLink.start(settings), settings, owner);
  }

  get status(): ProcessStatus {
    return {
      pid: this.#link.pid,
      capacity: this.#capacity,
      jobsInFlight: this.#flights.size,
      jobs: this.#jobs,
      ageMs: performance.now() - this.#startedMs,
      rssBytes: this.#rssBytes,
    };
  }

  /** That it has had as many jobs as a process may have; or was too old or too large when it was last looked at. */
  get isWorn(): boolean {
    return this.#isTired || this.#jobs >= (this.#settings.maxJobs ?? Number.POSITIVE_INFINITY);
  }

  /** That it can be given no job now. */
  get isFull(): boolean {
    return this.#state !== 'serving' || this.#flights.size >= this.#capacity;
  }

  /**
   * Tells whether it can be given a job now. Of those that another process died of it takes only one at a time: should it
   * die, too, it is known whose doing it was.
   */
  canTake(job: CoprocessJob): boolean {
    if (this.isFull) return false;
    const { suspects } = this.#owner;
    return !suspects.has(job.key) || ![...this.#flights.values()].some((flight) => suspects.has(flight.job.key));
  }

  /** Has it do a job, which it can take. */
  run(job: CoprocessJob): Promise<CoprocessEnd> {
    const message = this.#link.codec.refusal(job.data);
    if (message !== undefined) return Promise.resolve({ type: 'fail', message });
    const flight = new Flight(++this.#jobs, job, this);
    this.#flights.set(flight.id, flight);
    this.#link.send(flight.order);
    return flight.end;
  }

  /** Gives it no more jobs, and dismisses it when those in flight are over. */
  leave(): void {
    if (this.#state === 'starting' || this.#state === 'serving') this.#state = 'leaving';
    if (this.#flights.size === 0) this.dismiss();
  }

  /** Tells it to end, and kills it when it has not in time. Its jobs may be over by then, or have died. */
  dismiss(): void {
    if (this.#state === 'dismissed' || this.#state === 'ended') return;
    this.#state = 'dismissed';
    clearTimeout(this.#timer);
    this.#link.send({ type: 'shutdown' });
    this.#link.endInput();
    const { killAfterMs } = this.#settings;
    const how = `it had not ended ${killAfterMs / 1000} s after it was told to`;
    this.#timer = setTimeout(() => this.#link.kill({ how, isOurs: true }), killAfterMs);
  }

  /** Kills it, with all that it started. Its jobs are cancelled. */
  kill(): void {
    this.#isKilled = true;
    this.#link.kill({ how: 'it was told to end', isOurs: true });
  }

  /** Resolves when none of its processes is left, once it has ended. */
  get gone(): Promise<void> {
    return this.#link.gone;
  }

  /** Looks at what nobody tells: its memory, and whether it still answers. To be called once in a while. */
  async look(): Promise<void> {
    if (this.#state !== 'serving') return;
    const { maxAgeMs = Number.POSITIVE_INFINITY, maxRssBytes } = this.#settings;
    const nowMs = performance.now();
    if (maxRssBytes !== undefined) this.#rssBytes = await residentBytes(this.#link.pid);
    this.#isTired =
      nowMs - this.#startedMs >= maxAgeMs || (this.#rssBytes ?? 0) >= (maxRssBytes ?? Number.POSITIVE_INFINITY);
    if (!this.#link.codec.isConversation) return;
    const pulse = this.#pulse.check(nowMs, this.#flights.size === 0);
    if (pulse === 'ask') this.#link.send({ type: 'ping', n: ++this.#pings });
    if (pulse === 'silent') this.#link.kill({ how: 'it did not answer a ping', isOurs: true });
  }

  cancel(flight: Flight, cause: CancelCause): void {
    if (!this.#link.codec.isConversation) {
      this.#link.terminate({ how: 'its job was cancelled', isOurs: true });
      return;
    }
    this.#link.send({ type: 'cancel', id: flight.id, reason: cause === 'abort' ? 'drain' : 'timeout' });
    const { killAfterMs } = this.#settings;
    const how = `job ${flight.id} had not ended ${killAfterMs / 1000} s after it was cancelled`;
    const grace = setTimeout(() => this.#link.kill({ how, isOurs: true }), killAfterMs);
    this.#graces.set(flight, grace);
  }

  landed(flight: Flight): void {
    this.#flights.delete(flight.id);
    if (this.#graces.size > 0) {
      clearTimeout(this.#graces.get(flight));
      this.#graces.delete(flight);
    }
    if (this.#state === 'ended') return;
    this.#owner.suspects.clear(flight.job.key);
    if (this.#state === 'leaving' && this.#flights.size === 0) this.dismiss();
    this.#owner.hasRoom();
  }

  #take(word: Word): void | Promise<void> {
    this.#pulse.heard();
    switch (word.type) {
      case 'ready':
        this.#serve(word.capacity);
        return undefined;
      case 'log':
        return this.#settings.onLog(word.level, word.message);
      case 'stray':
        return this.#stray(`no message: ${word.text}`);
      case 'malformed': {
        const flight = word.id === undefined ? undefined : this.#flights.get(word.id);
        if (word.endsJob) flight?.land({ type: 'fail', message: `the co-process sent ${word.reason}` });
        return this.#settings.onLog('warning', `a message that is wrong: ${word.reason}`);
      }
      case 'pong':
        return undefined;
      default:
        // A late answer, to what was cancelled or has failed, finds nobody.
        return this.#flights.get(word.id)?.take(word);
    }
  }

  #serve(capacity: number): void {
    if (this.#state !== 'starting') return;
    this.#state = 'serving';
    this.#capacity = capacity;
    clearTimeout(this.#timer);
    this.#whenReady();
  }

  #stray(text: string): void | Promise<void> {
    if (this.#settings.isStrict) for (const flight of this.#flights.values()) flight.complain(text);
    return this.#settings.onLog('warning', text);
  }

  #end(end: LinkEnd): LiveEnd {
    clearTimeout(this.#timer);
    this.#state = 'ended';
    const flights = [...this.#flights.values()];
    const blame = end.isOurs ? 'none' : flights.length === 1 ? 'sole' : 'shared';
    for (const flight of flights) {
      flight.land(this.#isKilled ? { type: 'cancelled' } : this.#death(flight.job, end.how, blame));
    }
    const hasLeft = end.isClean && flights.length === 0 && this.#jobs > 0;
    return { how: end.how, isCrash: !hasLeft && !end.isOurs };
  }

  #death({ key }: CoprocessJob, how: string, blame: CoprocessDeath['blame']): CoprocessDeath {
    const message = `co-process died (${how})`;
    if (blame === 'none') return { type: 'died', message, blame, deaths: 0, isPoison: false };
    return { type: 'died', message, blame, ...this.#owner.suspects.died(key) };
  }
}
