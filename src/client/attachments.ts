/** Whoever waits for a job on one connection, `undefined` for one that has been forgotten here. */
interface Turn<T> {
  readonly waiting: (T | undefined)[];
  next: number;
}

/**
 * Who waits for which job on one connection. Submissions that coalesced have the same handle, and the server sends each
 * packet once for each of them: the packets go to them in turn, so that each sees every event once. The turn of someone
 * forgotten remains until the job ends, for the packets still come.
 */
export class Attachments<T> {
  readonly #byHandle = new Map<string, Turn<T>>();

  /** Adds one who waits, or undefined for one who has gone already. */
  add(handle: string, who: T | undefined): void {
    const turn = this.#byHandle.get(handle);
    if (turn === undefined) this.#byHandle.set(handle, { waiting: [who], next: 0 });
    else turn.waiting.push(who);
  }

  /** Gives whose turn it is to get a packet of the job; undefined when it is for nobody. */
  next(handle: string): T | undefined {
    const turn = this.#byHandle.get(handle);
    if (turn === undefined) return undefined;
    const who = turn.waiting[turn.next];
    turn.next = (turn.next + 1) % turn.waiting.length;
    return who;
  }

  /** Gives whose turn it is to hear of the job's end, and takes it away. */
  finish(handle: string): T | undefined {
    const turn = this.#byHandle.get(handle);
    if (turn === undefined) return undefined;
    const [who] = turn.waiting.splice(turn.next, 1);
    if (turn.waiting.length === 0) this.#byHandle.delete(handle);
    else turn.next %= turn.waiting.length;
    return who;
  }

  /** Forgets one who waits. */
  forget(handle: string, who: T): void {
    const waiting = this.#byHandle.get(handle)?.waiting;
    const at = waiting?.indexOf(who) ?? -1;
    if (at !== -1) waiting?.splice(at, 1, undefined);
  }

  /** Tells whether someone waits for the job. */
  has(handle: string): boolean {
    return this.#byHandle.has(handle);
  }

  /** Lists all who wait, job by job in the order of their creation. */
  all(): T[] {
    return [...this.#byHandle.values()].flatMap((turn) => turn.waiting).filter((who) => who !== undefined);
  }
}
