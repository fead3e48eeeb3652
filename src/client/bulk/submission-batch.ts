import { encodePacketHead, HEADER_BYTES } from '../../protocol/encode.js';
import { type Submission, submissionPacket } from '../submission.js';

/** Workloads are encoded into buffers of this size, many into one; a larger one gets a buffer of its own. */
const SLAB_BYTES = 256 * 1024;

/** The bytes that one UTF-16 unit takes at the most. */
const MAX_UTF8_BYTES = 3;

/** Longer text is encoded by native code. */
const SHORT_TEXT = 64;

const utf8 = new TextEncoder();

const NO_DATA = new Uint8Array(0);

/** Submissions that are sent in one piece. They are answered one by one, in their order. */
export interface SubmissionBatch {
  /** The packets, encoded, one behind the other. */
  readonly bytes: Uint8Array;
  /** The last workload, where that is too large to be copied: it goes behind the bytes, and must not be changed. */
  readonly largeWorkload?: Uint8Array;
  readonly jobs: number;
  /** How often it was sent. */
  readonly sendings: number;
}

/** Encodes what goes before the workload of submissions; their length is filled in with the workload. */
export function submissionHead(submission: Submission): Uint8Array {
  return encodePacketHead('REQ', submissionPacket(submission, NO_DATA));
}

/** Encodes submissions of which many have a head in common: that is encoded once and copied. */
export class BatchEncoder {
  readonly #scratch = new Uint8Array(SHORT_TEXT * MAX_UTF8_BYTES);
  #slab: Uint8Array = NO_DATA;
  // Bytes before #start are in batches that were taken and may be under way: they are never written again.
  #start = 0;
  #end = 0;
  #jobs = 0;

  /** The submissions encoded since the last batch was taken. */
  get jobs(): number {
    return this.#jobs;
  }

  /** Their bytes. */
  get bytes(): number {
    return this.#end - this.#start;
  }

  /** Adds a submission whose workload is `source` from `start` to `end`. */
  add(head: Uint8Array, source: Uint8Array, start: number, end: number): void {
    const workloadBytes = end - start;
    if (this.#slab.length - this.#end < head.length + workloadBytes) this.#makeRoom(head.length + workloadBytes);
    const slab = this.#slab;
    const at = this.#end;
    // Most heads and records are short, and a loop beats a call into native code for those.
    for (let i = 0; i < head.length; i++) slab[at + i] = head[i] as number;
    writeLength(slab, at + HEADER_BYTES - 4, head.length - HEADER_BYTES + workloadBytes);
    const data = at + head.length;
    if (workloadBytes < 64) for (let i = 0; i < workloadBytes; i++) slab[data + i] = source[start + i] as number;
    else slab.set(source.subarray(start, end), data);
    this.#end = data + workloadBytes;
    this.#jobs += 1;
  }

  /** Adds a submission whose workload is text, sent as UTF-8. */
  addText(head: Uint8Array, text: string): void {
    const bytes = text.length <= SHORT_TEXT ? this.#scratch : utf8.encode(text);
    const length = text.length <= SHORT_TEXT ? writeShort(text, bytes) : bytes.length;
    this.add(head, bytes, 0, length);
  }

  /** Gives what was encoded as a batch, and begins the next. */
  take(): SubmissionBatch {
    const batch = { bytes: this.#slab.subarray(this.#start, this.#end), jobs: this.#jobs, sendings: 0 };
    this.#start = this.#end;
    this.#jobs = 0;
    return batch;
  }

  #makeRoom(bytes: number): void {
    const begun = this.#slab.subarray(this.#start, this.#end);
    this.#slab = new Uint8Array(Math.max(SLAB_BYTES, begun.length + bytes));
    this.#slab.set(begun);
    this.#start = 0;
    this.#end = begun.length;
  }
}

/** Makes a batch of one submission, whose workload is not copied. */
export function batchOfOne(head: Uint8Array, workload: Uint8Array): SubmissionBatch {
  const bytes = head.slice();
  writeLength(bytes, HEADER_BYTES - 4, head.length - HEADER_BYTES + workload.length);
  return { bytes, largeWorkload: workload, jobs: 1, sendings: 0 };
}

/** Gives what is left of a batch whose first `answered` submissions were answered. */
export function restOf(batch: SubmissionBatch, answered: number): SubmissionBatch {
  const { bytes, jobs } = batch;
  const lengths = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (let job = 0; job < answered; job++) at += HEADER_BYTES + lengths.getUint32(at + HEADER_BYTES - 4);
  return { ...batch, bytes: bytes.subarray(at), jobs: jobs - answered };
}

function writeLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length >>> 24;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
}

/** Writes short text as UTF-8 and returns its length. */
function writeShort(text: string, target: Uint8Array): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return utf8.encodeInto(text, target).written;
    target[i] = code;
  }
  return text.length;
}
