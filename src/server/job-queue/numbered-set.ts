/** What can stand in a `NumberedSet`: it is known by its number, an integer from 1 upwards. */
export interface Numbered {
  readonly number: number;
}

const FEWEST_PLACES = 4;

/** 2^32 divided by the golden ratio: numbers that follow one another are strewn evenly. */
const STREWING = 0x9e3779b1;

/**
 * A set of things that come and go quickly, found by their numbers. It takes hardly any memory until there is something
 * in it: of thousands of peers most have nothing.
 *
 * It is no Map, for V8 makes a Map anew after some changes and links what it was before to what it is now. Once one of
 * these has become old, the links keep all that come after it alive, with what was in them, until the next great
 * collection: nearly every job would be moved to where old things are, in long pauses. Here everything stays in place.
 */
export class NumberedSet<T extends Numbered> {
  /** Open addressing: an element stands where its number points, or in the first free place behind that. */
  #places: (T | undefined)[] = [];
  /** Which addition it was, for each place. */
  #turns: number[] = [];
  #shift = 32;
  #size = 0;
  #turn = 0;

  get size(): number {
    return this.#size;
  }

  /** Gives the element with this number. */
  get(number: number): T | undefined {
    return this.#size === 0 ? undefined : this.#places[this.#find(number)];
  }

  has(number: number): boolean {
    return this.get(number) !== undefined;
  }

  /** Adds an element; one that is there already keeps its place in the order. */
  add(element: T): void {
    if ((this.#size + 1) * 4 > this.#places.length * 3) this.#resize(this.#places.length * 2);
    const place = this.#find(element.number);
    if (this.#places[place] !== undefined) return;
    this.#put(place, element, this.#turn++);
  }

  /** Takes out the element with this number, if there is one. */
  delete(number: number): void {
    if (this.#size === 0) return;
    const place = this.#find(number);
    if (this.#places[place] === undefined) return;
    this.#size -= 1;
    this.#close(place);
    if (this.#size * 8 < this.#places.length && this.#places.length > FEWEST_PLACES)
      this.#resize(this.#places.length / 2);
  }

  clear(): void {
    this.#places = [];
    this.#turns = [];
    this.#size = 0;
  }

  /** All that are in it now, in the order in which they were added. */
  elements(): T[] {
    const filled: { element: T; turn: number }[] = [];
    this.#places.forEach((element, place) => {
      if (element !== undefined) filled.push({ element, turn: this.#turns[place] as number });
    });
    return filled.sort((a, b) => a.turn - b.turn).map(({ element }) => element);
  }

  /** The place of the element with this number, or the free one where it belongs. */
  #find(number: number): number {
    const last = this.#places.length - 1;
    for (let place = this.#home(number); ; place = (place + 1) & last) {
      const element = this.#places[place];
      if (element === undefined || element.number === number) return place;
    }
  }

  #home(number: number): number {
    return Math.imul(number, STREWING) >>> this.#shift;
  }

  #put(place: number, element: T, turn: number): void {
    this.#places[place] = element;
    this.#turns[place] = turn;
    this.#size += 1;
  }

  /** Frees a place, and moves up those behind it that would not be found any more. */
  #close(freed: number): void {
    const last = this.#places.length - 1;
    let free = freed;
    for (let place = (free + 1) & last; ; place = (place + 1) & last) {
      const element = this.#places[place];
      if (element === undefined) break;
      const isPastFree = ((place - this.#home(element.number)) & last) >= ((place - free) & last);
      if (!isPastFree) continue;
      this.#places[free] = element;
      this.#turns[free] = this.#turns[place] as number;
      free = place;
    }
    this.#places[free] = undefined;
  }

  #resize(wanted: number): void {
    const length = Math.max(FEWEST_PLACES, wanted);
    const before = this.#places;
    const turns = this.#turns;
    this.#places = new Array<T | undefined>(length).fill(undefined);
    this.#turns = new Array<number>(length).fill(0);
    this.#shift = 32 - Math.log2(length);
    this.#size = 0;
    before.forEach((element, place) => {
      if (element !== undefined) this.#put(this.#find(element.number), element, turns[place] as number);
    });
  }
}
