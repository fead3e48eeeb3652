import type { JobFunction } from './model.js';
import { PackedSegment } from './packed-segment.js';
import type { Submission } from './submission.js';

/**
 * The jobs that nobody has to do with yet but the line they stand in: by the million, and each in little more memory
 * than its bytes. They are in segments of consecutive numbers. A segment goes when its last job does; one that has
 * become sparse is handed over to `evict`, job by job, so that few long-lived jobs do not hold the memory of many.
 */
export class PackedJobs {
  readonly #evict: (number: number, segment: PackedSegment) => void;
  /** In the order of their numbers; the last one is open. */
  readonly #segments: PackedSegment[] = [];
  /** The one looked into last. */
  #recent: PackedSegment | undefined;

  /** `evict` is told of jobs that it has to keep from now on: they are removed right after. */
  constructor(evict: (number: number, segment: PackedSegment) => void) {
    this.#evict = evict;
  }

  /** Adds a job with a number that is higher than all before it. */
  add(number: number, jobFunction: JobFunction, submission: Submission, queuedAtMs: number): void {
    let open = this.#segments.at(-1);
    const isUsedUp = open !== undefined && !open.hasRoom(number, submission);
    if (isUsedUp && open?.isSparse) this.#empty(open);
    if (open?.jobCount === 0) {
      open.reopen(number);
    } else if (open === undefined || isUsedUp) {
      open?.close();
      open = new PackedSegment(number);
      this.#segments.push(open);
    }
    open.add(number, jobFunction, submission, queuedAtMs);
  }

  /** Gives the segment in which the job with this number is, or undefined. */
  segmentOf(number: number): PackedSegment | undefined {
    if (this.#recent?.has(number)) return this.#recent;
    const segment = this.#segments[this.#indexOf(number)];
    if (!segment?.has(number)) return undefined;
    this.#recent = segment;
    return segment;
  }

  /** Forgets a job, which must be in this segment. */
  remove(number: number, segment: PackedSegment): void {
    segment.remove(number);
    // The open one has its full size in any case.
    if (!segment.isSparse || segment === this.#segments.at(-1)) return;
    this.#empty(segment);
    this.#segments.splice(this.#indexOf(segment.firstNumber), 1);
    if (this.#recent === segment) this.#recent = undefined;
  }

  /** The numbers of all jobs, in rising order. */
  *numbers(): Generator<number, void, void> {
    for (const segment of this.#segments) yield* segment.numbers();
  }

  #empty(segment: PackedSegment): void {
    for (const number of segment.numbers()) {
      this.#evict(number, segment);
      segment.remove(number);
    }
  }

  /** Gives the index of the last segment that does not begin behind this number; -1 if all do. */
  #indexOf(number: number): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#segments[middle] as PackedSegment).firstNumber <= number) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
