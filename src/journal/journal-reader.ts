import { readFile } from 'node:fs/promises';
import { StoreError } from '../errors.js';
import { errnoOf, systemFailure } from '../sqlite/store-failure.js';
import { JournalTail } from './journal-tail.js';
import { linesBackwards } from './record-lines.js';
import { listSegments, segmentPath } from './segment-folder.js';
import type { KeptWorkOutcome, WorkQuery, WorkSummary } from './work-outcome.js';
import { outcomeOfRecord, summaryOfRecord } from './work-record.js';

/** By what an outcome is looked up. */
export type OutcomeKey = { readonly handle: string } | { readonly unique: string };

/**
 * A shared journal as its readers see it, while others write to it. A folder that is not there has no outcomes. All
 * methods reject with StoreError.
 */
export class JournalReader {
  /** The folder of the journal. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Gives the outcome that came last of the jobs with a handle or a unique ID. */
  async find(key: OutcomeKey): Promise<KeptWorkOutcome | undefined> {
    const isMeant = (found: WorkSummary) =>
      'handle' in key ? found.handle === key.handle : found.unique === key.unique;
    // The field as JSON has it: segments without it need not be taken apart.
    const field = JSON.stringify(key).slice(1, -1);
    for await (const content of this.#segments()) {
      if (!content.includes(field)) continue;
      for (const line of linesBackwards(content)) {
        const summary = summaryOfRecord(line);
        if (summary !== undefined && isMeant(summary)) return outcomeOfRecord(line);
      }
    }
    return undefined;
  }

  /** Lists outcomes, those that came last first. */
  async latest({ functionName, outcome, sinceMs, limit }: WorkQuery): Promise<WorkSummary[]> {
    const found: WorkSummary[] = [];
    for await (const content of this.#segments()) {
      for (const line of linesBackwards(content)) {
        const summary = summaryOfRecord(line);
        if (summary === undefined) continue;
        if (functionName !== undefined && summary.functionName !== functionName) continue;
        if (outcome !== undefined && summary.outcome !== outcome) continue;
        if (sinceMs !== undefined && summary.endedAtMs < sinceMs) continue;
        found.push(summary);
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** Gives what follows the outcomes that are there now. */
  tail(): Promise<JournalTail> {
    return JournalTail.open(this.path);
  }

  /** Reads the segments, the newest first. One that is removed meanwhile is passed over. */
  async *#segments(): AsyncGenerator<Buffer, void> {
    const segments = await this.#within(listSegments(this.path));
    for (const segment of segments.reverse()) {
      const path = segmentPath(this.path, segment);
      try {
        yield await readFile(path);
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT') throw systemFailure(path, errnoOf(error), error);
      }
    }
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw systemFailure(this.path, errnoOf(error), error);
    }
  }
}

/** Gives a reader of the shared journal in a folder. Nothing is kept open between two questions. */
export function readJournal(path: string): JournalReader {
  return new JournalReader(path);
}
