import { close as closeFile, fstatSync, fsync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { StoreError } from '../errors.js';
import { errnoOf, systemFailure } from '../sqlite/store-failure.js';
import { DEFAULT_MAX_RESULT_BYTES } from './outcome.js';
import { firstSegmentOf, newestSegment, segmentAfter, segmentPath } from './segment-folder.js';
import { DEFAULT_RETENTION, SegmentSweeper, type SharedRetention, segmentBytesFor } from './shared-retention.js';
import type { WorkOutcome } from './work-outcome.js';
import { recordOf } from './work-record.js';

/** How long the segment that is written to is taken for the newest, unless much is written to it. */
const LOOK_AFTER_MS = 100;

/** What share of a segment a process may write before it looks again whether the segment is full. */
const LOOK_AFTER_SHARE = 1 / 16;

/** How a shared journal is set up. */
export interface SharedJournalOptions {
  /** Hears once that outcomes could not be kept. Whether it goes on is nobody's concern but an administrator's. */
  readonly onTrouble: (error: StoreError) => void;
  /** The most bytes of each result that are kept. Default: 64 KiB. */
  readonly maxResultBytes?: number;
  /** Default: 100 000 outcomes, 256 MiB, 30 days, whatever comes first. */
  readonly retention?: Partial<SharedRetention>;
  /** Gives the time, in milliseconds since 1970. Default: the system's. */
  readonly now?: () => number;
}

/** The segment that is written to. */
interface OpenSegment {
  readonly name: string;
  readonly descriptor: number;
}

/**
 * The journal of all workers on this machine: a folder of files to which each of them appends, without locks. An outcome
 * is one `write` to a file opened for appending, which the system does as a whole; what was added is there although the
 * process is killed right afterwards. A file that is full is followed by another one, and the oldest go.
 */
export class SharedJournal {
  /** More of a result is not kept. */
  readonly maxResultBytes: number;
  readonly #folder: string;
  readonly #segmentBytes: number;
  readonly #sweeper: SegmentSweeper;
  readonly #now: () => number;
  readonly #onTrouble: (error: StoreError) => void;
  #segment: OpenSegment | undefined;
  #lookedAtMs = 0;
  #bytesSinceLook = 0;
  #hadTrouble = false;
  #isClosed = false;
  /** Files that are brought to the disk and closed, and segments that are removed. */
  readonly #pending = new Set<Promise<void>>();

  constructor(folder: string, options: SharedJournalOptions) {
    const retention = { ...DEFAULT_RETENTION, ...options.retention };
    this.maxResultBytes = options.maxResultBytes ?? DEFAULT_MAX_RESULT_BYTES;
    this.#folder = folder;
    this.#segmentBytes = segmentBytesFor(retention);
    this.#sweeper = new SegmentSweeper(folder, retention);
    this.#now = options.now ?? Date.now;
    this.#onTrouble = options.onTrouble;
  }

  /** Makes the folder and its newest segment, so that trouble shows before the first job. */
  prepare(): void {
    this.#try(() => this.#look());
  }

  /** Keeps an outcome. It never throws; one that cannot be written is lost, and the first time `onTrouble` is told. */
  add(outcome: WorkOutcome): void {
    if (this.#isClosed) return;
    this.#try(() => {
      const record = recordOf(outcome, this.maxResultBytes);
      const isFresh = Math.abs(this.#now() - this.#lookedAtMs) < LOOK_AFTER_MS;
      if (!isFresh || this.#bytesSinceLook > this.#segmentBytes * LOOK_AFTER_SHARE) this.#look();
      const { name, descriptor } = this.#segment ?? this.#look();
      const written = writeSync(descriptor, record);
      this.#bytesSinceLook += written;
      // The rest would come behind what others have written by now.
      if (written < record.length) throw systemFailure(this.#path(name), 'ENOSPC', undefined);
    });
  }

  /** Ends it, with all that was added on the disk. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#leave();
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Makes sure that the segment that is open is the newest, still there and not full. */
  #look(): OpenSegment {
    this.#lookedAtMs = this.#now();
    this.#bytesSinceLook = 0;
    const today = firstSegmentOf(this.#lookedAtMs);
    const segment = this.#segment;
    if (segment !== undefined && segment.name >= today) {
      const { size, nlink } = fstatSync(segment.descriptor);
      if (size < this.#segmentBytes && nlink > 0) return segment;
    }
    this.#leave();
    let name = newestSegment(this.#folder) ?? today;
    if (name < today) name = today;
    for (; ; name = segmentAfter(name)) {
      const descriptor = openSync(this.#path(name), 'a', 0o600);
      this.#segment = { name, descriptor };
      if (fstatSync(descriptor).size < this.#segmentBytes) break;
      this.#leave();
    }
    this.#inBackground(this.#sweeper.sweep(this.#now()));
    return this.#segment;
  }

  #leave(): void {
    if (this.#segment === undefined) return;
    const { descriptor } = this.#segment;
    this.#segment = undefined;
    this.#inBackground(promisify(fsync)(descriptor).finally(() => promisify(closeFile)(descriptor)));
  }

  #path(segment: string): string {
    return segmentPath(this.#folder, segment);
  }

  #inBackground(work: Promise<void>): void {
    const pending = work.catch((error: unknown) => this.#report(error)).then(() => void this.#pending.delete(pending));
    this.#pending.add(pending);
  }

  #try(body: () => void): void {
    try {
      body();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    if (this.#hadTrouble) return;
    this.#hadTrouble = true;
    this.#onTrouble(error instanceof StoreError ? error : systemFailure(this.#folder, errnoOf(error), error));
  }
}

/**
 * Opens the journal in a folder, which is made if it is not there, for this process and any number of others to write to
 * at once. Never rejects: if nothing can be kept there, `onTrouble` hears of it and outcomes are lost until it can.
 */
export async function openSharedJournal(path: string, options: SharedJournalOptions): Promise<SharedJournal> {
  const journal = new SharedJournal(path, options);
  journal.prepare();
  return journal;
}
