/** What an element carries so that it can stand in a `DueHeap`. */
export interface Due {
  /** When it is due: milliseconds since 1970. Must not change while the element is in the heap. */
  dueMs: number;
  /** Tells which of two elements due at the same time is first: the smaller number. */
  readonly number: number;
  /** Where it stands in the heap; -1 while it is in none. */
  heapIndex: number;
}

/** Elements by the time they are due: looking at the next one is free, adding and taking out any other is O(log n). */
export class DueHeap<T extends Due> {
  readonly #elements: T[] = [];

  /** The element due first. */
  get first(): T | undefined {
    return this.#elements[0];
  }

  /** Adds an element that is in no heap. */
  add(element: T): void {
    this.#elements.push(element);
    this.#rise(element, this.#elements.length - 1);
  }

  /** Takes out an element; nothing happens if it is not in the heap. */
  remove(element: T): void {
    const index = element.heapIndex;
    if (index === -1) return;
    element.heapIndex = -1;
    const last = this.#elements.pop();
    if (last === undefined || last === element) return;
    this.#rise(last, index);
    this.#sink(last, last.heapIndex);
  }

  #rise(element: T, from: number): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#elements[parentIndex] as T;
      if (!isBefore(element, parent)) break;
      this.#place(parent, index);
      index = parentIndex;
    }
    this.#place(element, index);
  }

  #sink(element: T, from: number): void {
    let index = from;
    for (;;) {
      const left = this.#elements[2 * index + 1];
      if (left === undefined) break;
      const right = this.#elements[2 * index + 2];
      const child = right !== undefined && isBefore(right, left) ? right : left;
      if (!isBefore(child, element)) break;
      const childIndex = child.heapIndex;
      this.#place(child, index);
      index = childIndex;
    }
    this.#place(element, index);
  }

  #place(element: T, index: number): void {
    this.#elements[index] = element;
    element.heapIndex = index;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.number < b.number);
}
