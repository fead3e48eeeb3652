/** Values up to this many µs have a slot each; above it each power of two has so many slots, of equal width. */
const SLOTS = 64;
const SLOT_BITS = 6;

/** Longer than half an hour counts as half an hour. */
const LARGEST_US = 2 ** 31 - 1;

/** Latencies summed up; null where there was none. */
export interface LatencySummary {
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** How many operations took at most `upToMs`, and longer than the bar before says. */
export interface LatencyBar {
  readonly upToMs: number;
  readonly operations: number;
}

/**
 * Counts latencies in a fixed amount of memory, however many there are. What it tells is at most 1.6 % above what was
 * measured, or 1 µs; the maximum is exact.
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array((31 - SLOT_BITS + 1) * SLOTS);
  #total = 0;
  #maxMs = 0;

  /** How many were counted. */
  get total(): number {
    return this.#total;
  }

  add(ms: number): void {
    const us = Math.min(LARGEST_US, Math.max(0, Math.floor(ms * 1000)));
    const slot = slotOf(us);
    this.#counts[slot] = (this.#counts[slot] as number) + 1;
    this.#total++;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  /** Adds all that another one has counted. */
  merge(other: LatencyHistogram): void {
    for (const [slot, count] of other.#counts.entries()) this.#counts[slot] = (this.#counts[slot] as number) + count;
    this.#total += other.#total;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  summary(): LatencySummary {
    const [p50Ms, p90Ms, p99Ms] = [0.5, 0.9, 0.99].map((share) => this.#quantileMs(share));
    return { p50Ms: p50Ms ?? null, p90Ms: p90Ms ?? null, p99Ms: p99Ms ?? null, maxMs: this.#quantileMs(1) };
  }

  /** Gives bars whose ends are 0.01, 0.02, 0.05, 0.1 ms and so on, from the first that has something to the last. */
  bars(): LatencyBar[] {
    const bars: { upToMs: number; operations: number }[] = [];
    for (const [slot, count] of this.#counts.entries()) {
      if (count === 0) continue;
      const ms = this.#endMs(slot);
      if (bars.length === 0) bars.push({ upToMs: roundEnd(ms), operations: 0 });
      for (let last = bars.at(-1); last !== undefined && last.upToMs < ms; last = bars.at(-1)) {
        bars.push({ upToMs: roundEnd(last.upToMs * 1.5), operations: 0 });
      }
      const bar = bars.at(-1);
      if (bar !== undefined) bar.operations += count;
    }
    return bars;
  }

  #quantileMs(share: number): number | null {
    if (this.#total === 0) return null;
    let left = Math.ceil(this.#total * share);
    for (const [slot, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return share === 1 ? this.#maxMs : this.#endMs(slot);
    }
    return this.#maxMs;
  }

  /** What nothing in a slot is longer than. */
  #endMs(slot: number): number {
    return Math.min(this.#maxMs, endOf(slot) / 1000);
  }
}

function slotOf(us: number): number {
  if (us < SLOTS) return us;
  const shift = 31 - Math.clz32(us) - SLOT_BITS;
  return (shift + 1) * SLOTS + ((us >>> shift) - SLOTS);
}

/** Gives the µs at which a slot ends. */
function endOf(slot: number): number {
  if (slot < SLOTS) return slot + 1;
  const shift = Math.floor(slot / SLOTS) - 1;
  return (SLOTS + (slot % SLOTS) + 1) * 2 ** shift;
}

/** Gives the smallest of 0.01, 0.02, 0.05, 0.1 and so on that is not less. */
function roundEnd(ms: number): number {
  for (let power = -2; ; power++) {
    for (const digit of [1, 2, 5]) {
      const end = Number(`${digit}e${power}`);
      if (end >= ms) return end;
    }
  }
}
