import { readByteString } from '../../protocol/index.js';
import { type JobFunction, PRIORITIES, type Priority } from './model.js';
import type { Submission } from './submission.js';
import { hashSpans } from './unique-hash.js';

/** How many consecutive numbers a segment spans at most. */
const MAX_LENGTH = 1024;

/** The bytes that a segment has for unique IDs and workloads. */
const MAX_BYTES = 64 * 1024;

/** A job whose ID and workload together are longer than this is not packed: one must not fill a segment. */
const MAX_JOB_BYTES = 4096;

/** Stands for a job that is not here. */
const ABSENT = 0xffff_ffff;

/** Up to so many bytes a loop copies faster than the engine's own way. */
const SHORT_BYTES = 64;

/** Tells whether a job can be packed: one in the background that may be worked at once, and is not large. */
export function isPackable(submission: Submission, nowMs: number): boolean {
  const { background, reducer, runAtEpochMs, uniqueStart, uniqueEnd, workloadStart, workloadEnd } = submission;
  const length = uniqueEnd - uniqueStart + workloadEnd - workloadStart;
  return background && reducer === '' && runAtEpochMs <= nowMs && length <= MAX_JOB_BYTES;
}

/**
 * Jobs with consecutive numbers, as columns of numbers and the bytes of their unique IDs and workloads: 26 bytes for
 * each besides what the client sent. While it is open its columns have their full size, and it takes jobs with rising
 * numbers; `close` cuts them to what is used.
 */
export class PackedSegment {
  #firstNumber: number;
  #length = 0;
  #bytesUsed = 0;
  #jobCount = 0;
  /** Where the unique ID of each job begins, with the workload behind it; ABSENT if there is no such job. */
  #starts = new Uint32Array(MAX_LENGTH);
  #uniqueLengths = new Uint8Array(MAX_LENGTH);
  #workloadLengths = new Uint32Array(MAX_LENGTH);
  /** The priority of each, as an index of PRIORITIES. */
  #priorities = new Uint8Array(MAX_LENGTH);
  #queuedAtMs = new Float64Array(MAX_LENGTH);
  #functions = new Array<JobFunction>(MAX_LENGTH);
  #bytes = new Uint8Array(MAX_BYTES);

  constructor(firstNumber: number) {
    this.#firstNumber = firstNumber;
  }

  /** The lowest number that it may have. */
  get firstNumber(): number {
    return this.#firstNumber;
  }

  /** How many jobs it holds. */
  get jobCount(): number {
    return this.#jobCount;
  }

  /** Whether so few are left of its jobs that it takes eight times what they need. */
  get isSparse(): boolean {
    return this.#jobCount * 8 <= this.#length;
  }

  /** Tells whether an open segment has room for a job with this number, which is higher than those before. */
  hasRoom(number: number, submission: Submission): boolean {
    const { uniqueStart, uniqueEnd, workloadStart, workloadEnd } = submission;
    const length = uniqueEnd - uniqueStart + workloadEnd - workloadStart;
    return number - this.#firstNumber < MAX_LENGTH && this.#bytesUsed + length <= MAX_BYTES;
  }

  /** Adds a job, for which there must be room. */
  add(number: number, jobFunction: JobFunction, submission: Submission, queuedAtMs: number): void {
    const { bytes, uniqueStart, uniqueEnd, workloadStart, workloadEnd } = submission;
    const index = number - this.#firstNumber;
    while (this.#length < index) this.#starts[this.#length++] = ABSENT;
    this.#length = index + 1;
    this.#jobCount += 1;
    this.#starts[index] = this.#bytesUsed;
    this.#uniqueLengths[index] = uniqueEnd - uniqueStart;
    this.#workloadLengths[index] = workloadEnd - workloadStart;
    this.#priorities[index] = PRIORITIES.indexOf(submission.priority);
    this.#queuedAtMs[index] = queuedAtMs;
    this.#functions[index] = jobFunction;
    this.#append(bytes, uniqueStart, uniqueEnd);
    this.#append(bytes, workloadStart, workloadEnd);
  }

  /** Tells whether it holds the job with this number. */
  has(number: number): boolean {
    const index = number - this.#firstNumber;
    return index >= 0 && index < this.#length && this.#starts[index] !== ABSENT;
  }

  /** Forgets the job with this number, which must be here. */
  remove(number: number): void {
    this.#starts[number - this.#firstNumber] = ABSENT;
    this.#jobCount -= 1;
  }

  functionOf(number: number): JobFunction {
    return this.#functions[number - this.#firstNumber] as JobFunction;
  }

  priorityOf(number: number): Priority {
    return PRIORITIES[this.#priorities[number - this.#firstNumber] as number] as Priority;
  }

  queuedAtMsOf(number: number): number {
    return this.#queuedAtMs[number - this.#firstNumber] as number;
  }

  uniqueOf(number: number): string {
    const index = number - this.#firstNumber;
    const start = this.#starts[index] as number;
    return readByteString(this.#bytes, start, start + (this.#uniqueLengths[index] as number));
  }

  /** Gives a view on a job's workload: whoever keeps it keeps the whole segment. */
  workloadOf(number: number): Uint8Array {
    const index = number - this.#firstNumber;
    const start = (this.#starts[index] as number) + (this.#uniqueLengths[index] as number);
    return this.#bytes.subarray(start, start + (this.#workloadLengths[index] as number));
  }

  /** Gives the hash by which a job is found by its unique ID. */
  hashOf(number: number, seed: number): number {
    const index = number - this.#firstNumber;
    const uniqueStart = this.#starts[index] as number;
    const uniqueEnd = uniqueStart + (this.#uniqueLengths[index] as number);
    const workloadEnd = uniqueEnd + (this.#workloadLengths[index] as number);
    return hashSpans(seed, { bytes: this.#bytes, uniqueStart, uniqueEnd, workloadStart: uniqueEnd, workloadEnd });
  }

  /** The numbers of its jobs, in rising order; the one just given may be removed meanwhile. */
  *numbers(): Generator<number, void, void> {
    for (let index = 0; index < this.#length; index++) {
      if (this.#starts[index] !== ABSENT) yield this.#firstNumber + index;
    }
  }

  /** Takes no more jobs, and gives back the memory that it does not need for those it has. */
  close(): void {
    this.#starts = this.#starts.slice(0, this.#length);
    this.#uniqueLengths = this.#uniqueLengths.slice(0, this.#length);
    this.#workloadLengths = this.#workloadLengths.slice(0, this.#length);
    this.#priorities = this.#priorities.slice(0, this.#length);
    this.#queuedAtMs = this.#queuedAtMs.slice(0, this.#length);
    this.#functions = this.#functions.slice(0, this.#length);
    this.#bytes = this.#bytes.slice(0, this.#bytesUsed);
  }

  /** Begins anew with this number, when all its jobs are gone and it was never closed. */
  reopen(firstNumber: number): void {
    this.#firstNumber = firstNumber;
    this.#length = 0;
    this.#bytesUsed = 0;
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const target = this.#bytes;
    let to = this.#bytesUsed;
    this.#bytesUsed += end - start;
    if (end - start > SHORT_BYTES) target.set(bytes.subarray(start, end), to);
    else for (let at = start; at < end; at++) target[to++] = bytes[at] as number;
  }
}
