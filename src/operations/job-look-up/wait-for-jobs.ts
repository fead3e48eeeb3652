import { setTimeout } from 'node:timers/promises';
import { AbortedError, ConnectError, ConnectionLostError, type GearctlError, NoServerError } from '../../errors.js';
import type { OutcomeKey } from '../../journal/index.js';
import type { JobLookUp, JobView } from './job-look-up.js';
import type { JournalWatch } from './journal-watch.js';

/** What is waited for. */
export interface WaitWish {
  readonly keys: readonly OutcomeKey[];
  /** One is enough. */
  readonly any: boolean;
  /** The servers have accepted the jobs, so that one that nobody knows has ended. */
  readonly accepted: boolean;
}

/** Where the ends of jobs are seen. */
export interface WaitSources {
  readonly lookUp: JobLookUp;
  /** Every server tells how jobs ended, and can be asked often. */
  readonly isPrompt: boolean;
  readonly journal: JournalWatch | undefined;
  /** Hears that no server can be asked for now; the wait goes on. */
  readonly onTrouble: (error: GearctlError) => void;
}

/** How long to wait between two questions to servers that do not tell how jobs end; then the last one again and again. */
const PAUSES_MS = [1000, 1000, 2000, 4000, 8000];
const LAST_PAUSE_MS = 10_000;

/** How often is looked where looking is cheap. */
const LOOK_MS = 200;

/** So many questions are under way at once. */
const QUESTIONS = 256;

/**
 * Waits until jobs have ended, and yields each when that shows, `ended` or, if no server ever had it, `unknown`. One that
 * no server has any more and whose outcome nobody knows is looked at once more: its worker may be about to tell. Throws
 * as `JobLookUp.look` does in the first round unless the jobs were accepted, and AbortedError when `signal` fires.
 */
export async function* waitForJobs(
  wish: WaitWish,
  sources: WaitSources,
  signal: AbortSignal,
): AsyncGenerator<JobView, void> {
  const wait = new JobWait(wish, sources);
  for (let round = 0; ; round++) {
    for await (const ended of wait.round(round === 0 && !wish.accepted)) {
      yield ended;
      if (wish.any) return;
    }
    if (wait.isOver) return;
    const isSoon = sources.isPrompt || wait.isClose;
    wait.isClose = await pause(isSoon ? LOOK_MS : (PAUSES_MS[round] ?? LAST_PAUSE_MS), sources.journal, signal);
  }
}

/** The jobs that are still waited for. */
class JobWait {
  /** The end of a job is about to show. */
  isClose = false;
  readonly #sources: WaitSources;
  #waiting: readonly OutcomeKey[];
  /** Jobs that a server had, and which; null where only that is known. */
  readonly #known: Map<OutcomeKey, string | null>;
  /** Jobs that were gone at the last look, without an outcome. */
  readonly #gone = new Set<OutcomeKey>();

  constructor(wish: WaitWish, sources: WaitSources) {
    this.#sources = sources;
    this.#waiting = wish.keys;
    this.#known = new Map(wish.accepted ? wish.keys.map((key) => [key, null]) : []);
    if (wish.accepted) sources.journal?.expect(wish.keys);
  }

  get isOver(): boolean {
    return this.#waiting.length === 0;
  }

  /** Looks at all that are waited for, and yields those that have ended. `isStrict` says that a server must be there. */
  async *round(isStrict: boolean): AsyncGenerator<JobView, void> {
    const asked = this.#waiting;
    const still: OutcomeKey[] = [];
    for (let at = 0; at < asked.length; at += QUESTIONS) {
      const keys = asked.slice(at, at + QUESTIONS);
      const views = await Promise.all(keys.map((key) => this.#look(key, isStrict)));
      for (const [index, key] of keys.entries()) {
        const view = views[index];
        if (view === undefined || this.#mayGoOn(key, view)) still.push(key);
        else yield this.#ended(key, view);
      }
    }
    this.#waiting = still;
  }

  async #look(key: OutcomeKey, isStrict: boolean): Promise<JobView | undefined> {
    try {
      const { lookUp, isPrompt } = this.#sources;
      const view = await lookUp.look(key);
      if (isPrompt && (view.state === 'queued' || view.state === 'running')) await lookUp.prepare(key);
      return view;
    } catch (error) {
      if (isStrict || !mayPass(error)) throw error;
      this.#sources.onTrouble(error);
      return undefined;
    }
  }

  #ended(key: OutcomeKey, view: JobView): JobView {
    const server = this.#known.get(key);
    return server === undefined ? view : { ...view, state: 'ended', server: view.server ?? server };
  }

  #mayGoOn(key: OutcomeKey, { state, server }: JobView): boolean {
    if (state === 'ended') return false;
    const { isPrompt, journal } = this.#sources;
    if (state !== 'unknown') {
      this.#known.set(key, server);
      // What the journal had under that handle is another job's, from before a server began anew.
      journal?.expect([key]);
      return true;
    }
    const mayBeTold = (isPrompt || journal !== undefined) && this.#known.has(key) && !this.#gone.has(key);
    if (!mayBeTold) return false;
    this.#gone.add(key);
    this.isClose = true;
    return true;
  }
}

/** Waits for a while, or until the journal has an outcome that is waited for; tells whether that was why it ended. */
async function pause(pauseMs: number, journal: JournalWatch | undefined, signal: AbortSignal): Promise<boolean> {
  const endsAt = performance.now() + pauseMs;
  try {
    for (let leftMs = pauseMs; leftMs > 0; leftMs = endsAt - performance.now()) {
      await setTimeout(journal === undefined ? leftMs : Math.min(leftMs, LOOK_MS), undefined, { signal });
      if (await journal?.hasNews()) return true;
    }
    return false;
  } catch (error) {
    if (signal.aborted) throw new AbortedError('stopped while waiting for jobs', { cause: signal.reason ?? error });
    throw error;
  }
}

function mayPass(error: unknown): error is GearctlError {
  return error instanceof ConnectError || error instanceof NoServerError || error instanceof ConnectionLostError;
}
