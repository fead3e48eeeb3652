import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StoreError } from '../../src/errors.js';
import {
  type KeptWorkOutcome,
  openSharedJournal,
  readJournal,
  type SharedJournal,
  type SharedJournalOptions,
  type WorkOutcome,
} from '../../src/journal/index.js';

/** When the jobs of these tests ended, unless told otherwise. */
export const ENDED_AT_MS = Date.UTC(2026, 10, 23, 12);

/** Names a folder for one test, in which a journal may be made. */
export function journalFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'gearctl-journal-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'state', 'journal');
}

/** An outcome that is not worth a look, but for what is given. */
export function workOutcome(handle: string, more: Partial<WorkOutcome> = {}): WorkOutcome {
  const { result = new Uint8Array() } = more;
  return {
    handle,
    functionName: 'f',
    unique: '',
    server: 'q1:4730',
    outcome: 'complete',
    exitCode: 0,
    signal: null,
    message: '',
    attempts: 1,
    startedAtMs: ENDED_AT_MS - 1500,
    endedAtMs: ENDED_AT_MS,
    bytesIn: 3,
    bytesOut: result.length,
    workerId: 'host/f',
    pid: 4711,
    slot: 1,
    ...more,
    result,
  };
}

/** A journal that is open for one test, and what its owner heard of trouble. */
export interface OpenJournal {
  readonly journal: SharedJournal;
  readonly troubles: readonly StoreError[];
}

/** Opens a journal, which is closed when the test ends. */
export async function openJournal(folder: string, options: Partial<SharedJournalOptions> = {}): Promise<OpenJournal> {
  const troubles: StoreError[] = [];
  const onTrouble = (error: StoreError) => troubles.push(error);
  const journal = await openSharedJournal(folder, { onTrouble, now: () => ENDED_AT_MS, ...options });
  onTestFinished(() => journal.close());
  return { journal, troubles };
}

/** Gives the handles of all outcomes, those that came first first. */
export async function handlesIn(folder: string): Promise<string[]> {
  const found = await readJournal(folder).latest({ limit: Number.POSITIVE_INFINITY });
  return found.map(({ handle }) => handle).reverse();
}

/** Reads all that a tail has to give. */
export async function gathered(outcomes: AsyncIterable<KeptWorkOutcome>): Promise<KeptWorkOutcome[]> {
  const found: KeptWorkOutcome[] = [];
  for await (const outcome of outcomes) found.push(outcome);
  return found;
}
