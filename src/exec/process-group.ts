import { setTimeout as delay } from 'node:timers/promises';
import { SystemError } from '../errors.js';
import type { EndStep } from './command-request.js';
import { errnoOf } from './errno.js';
import { hasLivingMember } from './living-member.js';

/** After how long the system is first asked who is left, and the longest time between two questions, in ms. */
const FIRST_POLL_MS = 5;
const LONGEST_POLL_MS = 500;

/** How long the killed may take to vanish, in ms. Only a process stuck in the kernel takes longer. */
const VANISH_WITHIN_MS = 1_000;

/** How the end of a group begins where nobody says otherwise. KILL always comes last. */
const TERM_FIRST: readonly EndStep[] = [{ signal: 'SIGTERM', waitMs: 10_000 }];

/**
 * The processes that a command has started, itself included, but for those that left for a group of their own.
 *
 *   alive ── end ──▶ ending, step by step ── the last wait passes, kill ──▶ killed
 *     └─────────────────────────────── kill ──────────────────────────────────▲
 *   each of them ── nobody is left ──▶ gone
 *
 * The number of a group is not given to another while a member lives. So the group is asked after from the first signal
 * on, and once it was found gone it is never signalled again.
 */
export class ProcessGroup {
  readonly #id: number;
  readonly #hasLivingMember: (group: number) => Promise<boolean>;
  #state: 'alive' | 'ending' | 'killed' | 'gone' = 'alive';
  #ended: Promise<void> | undefined;

  /** Throws SystemError for a number with which signals would go to our own group or to every process. */
  constructor(leaderPid: number, asking = hasLivingMember) {
    if (!Number.isSafeInteger(leaderPid) || leaderPid <= 1) {
      throw new SystemError(`${leaderPid} is no process group that may be signalled`);
    }
    this.#id = leaderPid;
    this.#hasLivingMember = asking;
  }

  /**
   * Sends the signals of a sequence, each when those before had their time, and then KILL to those who are left. Resolves
   * when nobody is; called again, it only waits.
   */
  end(sequence: readonly EndStep[] = TERM_FIRST): Promise<void> {
    this.#ended ??= this.#end(sequence);
    return this.#ended;
  }

  /** Sends KILL to those who are left, now. Resolves when nobody is. */
  kill(): Promise<void> {
    if (this.#state === 'alive' || this.#state === 'ending') this.#kill();
    return this.end();
  }

  /** True when it is known that nobody is left. */
  get isGone(): boolean {
    return this.#state === 'gone';
  }

  /** Notes that nobody is left, as whoever started the command has seen: no signal goes there any more. */
  vanish(): void {
    this.#state = 'gone';
  }

  async #end(sequence: readonly EndStep[]): Promise<void> {
    if (this.#state === 'alive') this.#state = 'ending';
    for (const { signal, waitMs } of sequence) {
      if (signal === 'SIGKILL') break;
      if (this.#state !== 'ending') break;
      // A process that was stopped takes the signal only when it goes on.
      if (this.#signal(signal)) this.#signal('SIGCONT');
      if (!(await this.#someoneLives('ending', waitMs))) break;
    }
    // Also when only zombies are left: the question can miss a process that was being born.
    if (this.#state === 'ending') this.#kill();
    await this.#someoneLives('killed', VANISH_WITHIN_MS);
  }

  /** Waits, while in that state, until nobody lives; true when the time has passed before. */
  async #someoneLives(state: 'ending' | 'killed', limitMs: number): Promise<boolean> {
    const until = performance.now() + limitMs;
    let pollMs = FIRST_POLL_MS;
    while (this.#state === state) {
      const leftMs = until - performance.now();
      if (leftMs <= 0) return true;
      if (!this.#signal(0) || !(await this.#seemsToLive(leftMs))) return false;
      await delay(Math.min(pollMs, leftMs));
      pollMs = Math.min(2 * pollMs, LONGEST_POLL_MS);
    }
    return false;
  }

  /** Asks who lives, and takes no answer in time for a yes: what follows must not depend on how busy the machine is. */
  async #seemsToLive(withinMs: number): Promise<boolean> {
    const answered = new AbortController();
    const tooLate = delay(withinMs, true, { signal: answered.signal }).catch(() => true);
    try {
      return await Promise.race([this.#hasLivingMember(this.#id), tooLate]);
    } finally {
      answered.abort();
    }
  }

  #kill(): void {
    this.#state = 'killed';
    this.#signal('SIGKILL');
  }

  /** Signals all members; 0 only asks for them. False when there are none. */
  #signal(signal: NodeJS.Signals | 0): boolean {
    if (this.#state === 'gone') return false;
    try {
      process.kill(-this.#id, signal);
    } catch (error) {
      // Any other error (EPERM: they run as somebody else) means that they are there, out of our reach.
      if (errnoOf(error) === 'ESRCH') this.#state = 'gone';
    }
    return this.#state !== 'gone';
  }
}
