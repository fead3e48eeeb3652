import { setTimeout as delay } from 'node:timers/promises';
import { SystemError } from '../errors.js';
import { errnoOf } from './errno.js';
import { hasLivingMember } from './living-member.js';

/** After how long the system is first asked who is left, and the longest time between two questions, in ms. */
const FIRST_POLL_MS = 5;
const LONGEST_POLL_MS = 500;

/** How long the killed may take to vanish, in ms. Only a process stuck in the kernel takes longer. */
const VANISH_WITHIN_MS = 1_000;

/**
 * The processes that a command has started, itself included, but for those that left for a group of their own.
 *
 *   alive ── end ──▶ terminating ── grace passes, kill ──▶ killed
 *     └────────────────────────── kill ──────────────────────▲
 *   each of them ── nobody is left ──▶ gone
 *
 * The number of a group is not given to another while a member lives. So the group is asked after from the first TERM
 * on, and once it was found gone it is never signalled again.
 */
export class ProcessGroup {
  readonly #id: number;
  #state: 'alive' | 'terminating' | 'killed' | 'gone' = 'alive';
  #ended: Promise<void> | undefined;

  /** Throws SystemError for a number with which signals would go to our own group or to every process. */
  constructor(leaderPid: number) {
    if (!Number.isSafeInteger(leaderPid) || leaderPid <= 1) {
      throw new SystemError(`${leaderPid} is no process group that may be signalled`);
    }
    this.#id = leaderPid;
  }

  /**
   * Sends TERM now, and KILL to those who are left after `graceMs`. Resolves when nobody is; called again, it only
   * waits.
   */
  end(graceMs: number): Promise<void> {
    this.#ended ??= this.#end(graceMs);
    return this.#ended;
  }

  /** Sends KILL to those who are left, now. Resolves when nobody is. */
  kill(): Promise<void> {
    if (this.#state === 'alive' || this.#state === 'terminating') this.#kill();
    return this.end(0);
  }

  async #end(graceMs: number): Promise<void> {
    if (this.#state === 'alive') this.#terminate();
    await this.#whileSomeoneLives('terminating', graceMs);
    // Also when only zombies are left: the question can miss a process that was being born.
    if (this.#state === 'terminating') this.#kill();
    await this.#whileSomeoneLives('killed', VANISH_WITHIN_MS);
  }

  async #whileSomeoneLives(state: 'terminating' | 'killed', limitMs: number): Promise<void> {
    const until = performance.now() + limitMs;
    let pollMs = FIRST_POLL_MS;
    while (this.#state === state) {
      const leftMs = until - performance.now();
      if (leftMs <= 0 || !this.#signal(0) || !(await hasLivingMember(this.#id))) return;
      await delay(Math.min(pollMs, leftMs));
      pollMs = Math.min(2 * pollMs, LONGEST_POLL_MS);
    }
  }

  #terminate(): void {
    this.#state = 'terminating';
    // A process that was stopped takes TERM only when it goes on.
    if (this.#signal('SIGTERM')) this.#signal('SIGCONT');
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
