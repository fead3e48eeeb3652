const MIN_CAPACITY = 16;

/** A larger ring than this is given back when it is empty. */
const MAX_EMPTY_CAPACITY = 4096;

/** A queue in a ring: both ends cost the same however long it is. */
export class Fifo<T> {
  // The items lie from #head on, behind the last place follows the first. The capacity is a power of two.
  #ring: (T | undefined)[] = new Array(MIN_CAPACITY).fill(undefined);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The first item, or undefined in an empty queue. */
  get first(): T | undefined {
    return this.#ring[this.#head];
  }

  /** Adds an item at the end. */
  push(item: T): void {
    if (this.#length === this.#ring.length) this.#lay(this.#list(), this.#length + 1);
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = item;
    this.#length += 1;
  }

  /** Takes the first item, or undefined from an empty queue. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length -= 1;
    if (this.#length === 0 && this.#ring.length > MAX_EMPTY_CAPACITY) this.#lay([], 0);
    return item;
  }

  /** Puts items in front of all others, in their own order. */
  prepend(items: readonly T[]): void {
    const all = [...items, ...this.#list()];
    this.#lay(all, all.length);
  }

  /** Takes all items. */
  drain(): T[] {
    const items = this.#list();
    this.#lay([], 0);
    return items;
  }

  #list(): T[] {
    const end = this.#head + this.#length;
    const items = this.#ring.slice(this.#head, end);
    return items.concat(this.#ring.slice(0, Math.max(0, end - this.#ring.length))) as T[];
  }

  /** Lays items into a new ring with room for at least `capacity`. */
  #lay(items: readonly T[], capacity: number): void {
    let size = MIN_CAPACITY;
    while (size < capacity) size *= 2;
    this.#ring = new Array(size).fill(undefined);
    for (let i = 0; i < items.length; i++) this.#ring[i] = items[i];
    this.#head = 0;
    this.#length = items.length;
  }
}
