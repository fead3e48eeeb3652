/** What an element carries so that it can stand in a `LinkedList`: in one list at a time. */
export interface Linked<T> {
  previous: T | undefined;
  next: T | undefined;
}

/**
 * A list whose elements hold the links themselves: adding at either end and taking out from anywhere cost the same,
 * however long the list is.
 */
export class LinkedList<T extends Linked<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #length = 0;

  /** The element in front. */
  get first(): T | undefined {
    return this.#first;
  }

  /** How many elements there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds an element at the back. */
  append(element: T): void {
    element.previous = this.#last;
    element.next = undefined;
    if (this.#last === undefined) this.#first = element;
    else this.#last.next = element;
    this.#last = element;
    this.#length += 1;
  }

  /** Adds an element in front. */
  prepend(element: T): void {
    element.previous = undefined;
    element.next = this.#first;
    if (this.#first === undefined) this.#last = element;
    else this.#first.previous = element;
    this.#first = element;
    this.#length += 1;
  }

  /** Takes out an element, which must be in this list. */
  remove(element: T): void {
    if (element.previous === undefined) this.#first = element.next;
    else element.previous.next = element.next;
    if (element.next === undefined) this.#last = element.previous;
    else element.next.previous = element.previous;
    element.previous = undefined;
    element.next = undefined;
    this.#length -= 1;
  }

  /** Walks from front to back; the element just given may be taken out meanwhile. */
  *[Symbol.iterator](): Generator<T, void, void> {
    let element = this.#first;
    while (element !== undefined) {
      const next: T | undefined = element.next;
      yield element;
      element = next;
    }
  }
}
