/**
 * Buckets per doubling of the duration: with 16 a bucket is at most 1/16 as wide as where it begins, and its middle at
 * most 1/32 away from any duration in it.
 */
const STEPS = 16;
const STEP_BITS = 4;

/** Durations up to 49 days have buckets; longer ones fall into the last. */
const MAX_MS = 2 ** 32 - 1;

const BUCKETS = bucketOf(MAX_MS) + 1;

/**
 * Durations in whole milliseconds, counted in buckets: how many were how long, in 4 KiB however many there are.
 * Quantiles are exact below 32 ms, and else at most 3.2 % off; number, sum and maximum are exact.
 */
export class Distribution {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  /** How many durations there are. */
  get count(): number {
    return this.#count;
  }

  /** All of them together. */
  get sumMs(): number {
    return this.#sumMs;
  }

  /** The longest; 0 when there are none. */
  get maxMs(): number {
    return this.#maxMs;
  }

  /** Adds a duration; a negative one, as a clock makes that is set back, is 0. */
  add(durationMs: number): void {
    const ms = durationMs > 0 ? durationMs : 0;
    const bucket = bucketOf(ms < MAX_MS ? ms : MAX_MS);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#count += 1;
    this.#sumMs += ms;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  /** Adds all durations of another. */
  addAll(other: Distribution): void {
    const end = other.#end;
    for (let bucket = 0; bucket < end; bucket++) {
      this.#counts[bucket] = (this.#counts[bucket] as number) + (other.#counts[bucket] as number);
    }
    this.#count += other.#count;
    this.#sumMs += other.#sumMs;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  /** Gives the duration that a share of them (0.5, 0.99) does not exceed; undefined when there are none. */
  quantileMs(share: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.min(Math.max(1, Math.ceil(share * this.#count)), this.#count);
    let bucket = 0;
    for (let seen = this.#counts[0] as number; seen < rank; seen += this.#counts[bucket] as number) bucket += 1;
    return Math.min(middleOf(bucket), this.#maxMs);
  }

  /** Counts the durations that are shorter than each of these, which are rising powers of 2 up to 2^31. */
  countsBelow(boundsMs: readonly number[]): number[] {
    const counts: number[] = [];
    let seen = 0;
    let bucket = 0;
    for (const boundMs of boundsMs) {
      const end = Math.min(bucketOf(boundMs), this.#end);
      for (; bucket < end; bucket++) seen += this.#counts[bucket] as number;
      counts.push(seen);
    }
    return counts;
  }

  /** Behind the last bucket that is not empty. */
  get #end(): number {
    return bucketOf(Math.min(this.#maxMs, MAX_MS)) + 1;
  }
}

/** Below 16 a bucket is a millisecond; from there on, the highest bit and the four behind it make the bucket. */
function bucketOf(ms: number): number {
  const bits = ms >>> 0;
  if (bits < STEPS) return bits;
  const shift = 31 - STEP_BITS - Math.clz32(bits);
  return shift * STEPS + (bits >>> shift);
}

/** The middle between the shortest and the longest duration of a bucket. */
function middleOf(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket;
  const shift = Math.floor(bucket / STEPS) - 1;
  const width = 2 ** shift;
  return (bucket - shift * STEPS) * width + (width - 1) / 2;
}
