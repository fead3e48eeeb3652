/** A set that takes hardly any memory until there is something in it: of thousands of peers most have nothing. */
export class LazySet<T> {
  #elements: Set<T> | undefined;

  get size(): number {
    return this.#elements?.size ?? 0;
  }

  add(element: T): void {
    this.#elements ??= new Set();
    this.#elements.add(element);
  }

  delete(element: T): void {
    this.#elements?.delete(element);
  }

  clear(): void {
    this.#elements = undefined;
  }

  /** Walks through it in the order in which it was filled; the element just given may be taken out meanwhile. */
  [Symbol.iterator](): Iterator<T> {
    return (this.#elements ?? []).values();
  }
}
