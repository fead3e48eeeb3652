/** Several who wait for a job on one connection, `undefined` for one that has been forgotten here. */
class Turn<T> {
  readonly waiting: (T | undefined)[];
  next = 0;

  constructor(...waiting: (T | undefined)[]) {
    this.waiting = waiting;
  }
}

/**
 * Who waits for which job on one connection. Submissions that coalesced have the same handle, and the server sends each
 * packet once for each of them: the packets go to them in turn, so that each sees every event once. The turn of someone
 * forgotten remains until the job ends, for the packets still come.
 */
export class Attachments<T> {
  // Most jobs have one who waits: that one stands here itself.
  readonly #byHandle = new Map<string, T | Turn<T> | undefined>();

  /** Adds one who waits, or undefined for one who has gone already. */
  add(handle: string, who: T | undefined): void {
    const present = this.#byHandle.get(handle);
    if (present instanceof Turn) present.waiting.push(who);
    else this.#byHandle.set(handle, this.#byHandle.has(handle) ? new Turn(present, who) : who);
  }

  /** Gives whose turn it is to get a packet of the job; undefined when it is for nobody. */
  next(handle: string): T | undefined {
    const present = this.#byHandle.get(handle);
    if (!(present instanceof Turn)) return present;
    const who = present.waiting[present.next];
    present.next = (present.next + 1) % present.waiting.length;
    return who;
  }

  /** Gives whose turn it is to hear of the job's end, and takes it away. */
  finish(handle: string): T | undefined {
    const present = this.#byHandle.get(handle);
    if (!(present instanceof Turn)) {
      this.#byHandle.delete(handle);
      return present;
    }
    const [who] = present.waiting.splice(present.next, 1);
    if (present.waiting.length === 0) this.#byHandle.delete(handle);
    else present.next %= present.waiting.length;
    return who;
  }

  /** Forgets one who waits. */
  forget(handle: string, who: T): void {
    const present = this.#byHandle.get(handle);
    if (present === who) {
      this.#byHandle.set(handle, undefined);
    } else if (present instanceof Turn) {
      const at = present.waiting.indexOf(who);
      if (at !== -1) present.waiting[at] = undefined;
    }
  }

  /** Tells whether someone waits for the job. */
  has(handle: string): boolean {
    return this.#byHandle.has(handle);
  }

  /** Lists all who wait, job by job in the order of their creation. */
  all(): T[] {
    return [...this.#byHandle.values()]
      .flatMap((present) => (present instanceof Turn ? present.waiting : present))
      .filter((who) => who !== undefined);
  }
}
