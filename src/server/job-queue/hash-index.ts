const FIRST_CAPACITY = 16;

/**
 * Finds numbers by a hash of 32 bits: 12 bytes for each place, of which 35 to 70 in a hundred are taken. Several numbers
 * may have the same hash, so whoever looks must compare what was hashed. An entry stands at the place that its hash says
 * or at the first free one behind it.
 */
export class HashIndex {
  #hashes = new Uint32Array(FIRST_CAPACITY);
  /** The numbers; 0 where the place is free. */
  #numbers = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  /** Gives the first place with this hash, or -1. Places are good until something is added or removed. */
  first(hash: number): number {
    return this.#from(hash & (this.#numbers.length - 1), hash);
  }

  /** Gives the next place with the hash of this one, or -1. */
  next(place: number): number {
    return this.#from((place + 1) & (this.#numbers.length - 1), this.#hashes[place] as number);
  }

  /** Gives the number at a place. */
  numberAt(place: number): number {
    return this.#numbers[place] as number;
  }

  /** Adds a number, which must not be 0. */
  add(hash: number, number: number): void {
    if ((this.#length + 1) * 10 > this.#numbers.length * 7) this.#resize(this.#numbers.length * 2);
    this.#put(hash, number);
    this.#length += 1;
  }

  /** Takes out a number that was added under this hash. */
  remove(hash: number, number: number): void {
    let place = this.first(hash);
    while (place !== -1 && this.#numbers[place] !== number) place = this.next(place);
    if (place === -1) return;
    this.#closeGap(place);
    this.#length -= 1;
    const { length } = this.#numbers;
    if (length > FIRST_CAPACITY && this.#length * 8 < length) this.#resize(length / 2);
  }

  #from(start: number, hash: number): number {
    const mask = this.#numbers.length - 1;
    for (let place = start; this.#numbers[place] !== 0; place = (place + 1) & mask) {
      if (this.#hashes[place] === hash) return place;
    }
    return -1;
  }

  #put(hash: number, number: number): void {
    const mask = this.#numbers.length - 1;
    let place = hash & mask;
    while (this.#numbers[place] !== 0) place = (place + 1) & mask;
    this.#hashes[place] = hash;
    this.#numbers[place] = number;
  }

  /** Moves those up that stand behind a gap only because its place was taken. */
  #closeGap(place: number): void {
    const mask = this.#numbers.length - 1;
    let gap = place;
    for (let other = (gap + 1) & mask; this.#numbers[other] !== 0; other = (other + 1) & mask) {
      const displacement = (other - (this.#hashes[other] as number)) & mask;
      if (displacement < ((other - gap) & mask)) continue;
      this.#hashes[gap] = this.#hashes[other] as number;
      this.#numbers[gap] = this.#numbers[other] as number;
      gap = other;
    }
    this.#numbers[gap] = 0;
  }

  #resize(capacity: number): void {
    const [hashes, numbers] = [this.#hashes, this.#numbers];
    this.#hashes = new Uint32Array(capacity);
    this.#numbers = new Float64Array(capacity);
    for (let place = 0; place < numbers.length; place++) {
      if (numbers[place] !== 0) this.#put(hashes[place] as number, numbers[place] as number);
    }
  }
}
