import { NotFoundError } from '../errors.js';
import { readJournal, removeOutcomes, type WorkQuery, type WorkSummary } from '../journal/index.js';
import { type JobOutcome, type OutcomeRow, rowOfWork } from './job-look-up/job-outcome.js';
import { OutcomeLookUp } from './job-look-up/outcome-look-up.js';
import { rounds } from './rounds.js';
import { requireAnAnswer, type ServerPool } from './server-pool.js';

/** How often is looked for what was added. */
const LOOK_MS = 250;

/** Lists outcomes of the journal, those that came last first. Rejects with StoreError. */
export async function listResults(folder: string, query: WorkQuery): Promise<OutcomeRow[]> {
  return (await readJournal(folder).latest(query)).map(rowOfWork);
}

/**
 * Finds how a job ended, and what it came to, in the journal or at a server. Rejects with NotFoundError when all have
 * answered and none knows it, else as `requireAnAnswer` does; and with StoreError.
 */
export async function findResult(pool: ServerPool, folder: string | undefined, handle: string): Promise<JobOutcome> {
  const journal = folder === undefined ? undefined : readJournal(folder);
  const { outcome, servers } = await new OutcomeLookUp(pool, journal).find({ handle });
  if (outcome !== undefined) return outcome;
  requireAnAnswer(servers);
  throw new NotFoundError(`nobody knows the outcome of ${handle}`, {
    hint: 'only workers of gearctl on this machine and servers with --results keep outcomes',
  });
}

/** Which outcomes are followed. */
export type FollowWish = Pick<WorkQuery, 'functionName' | 'outcome'> & {
  /** How many that were there already come first. */
  readonly last: number;
};

/** Yields outcomes as they are added to the journal. Goes on until `signal` fires, and throws AbortedError then. */
export async function* followResults(
  folder: string,
  { last, functionName, outcome }: FollowWish,
  signal: AbortSignal,
): AsyncGenerator<OutcomeRow, void> {
  const reader = readJournal(folder);
  const tail = await reader.tail();
  const filter = { ...(functionName !== undefined && { functionName }), ...(outcome !== undefined && { outcome }) };
  const earlier = last === 0 ? [] : await reader.latest({ ...filter, limit: last });
  for (const kept of earlier.reverse()) yield rowOfWork(kept);
  // What came in between is in both.
  const shown = new Set(earlier.map(identityOf));
  for await (const added of rounds(async () => tail.next(), LOOK_MS, signal)) {
    for await (const kept of added) {
      const isMeant =
        (functionName === undefined || kept.functionName === functionName) &&
        (outcome === undefined || kept.outcome === outcome);
      if (isMeant && !shown.has(identityOf(kept))) yield rowOfWork(kept);
    }
  }
}

function identityOf({ handle, server, endedAtMs, pid, slot }: WorkSummary): string {
  return `${handle} ${server} ${endedAtMs} ${pid} ${slot}`;
}

/** Which outcomes are removed from the journal. */
export type RemoveWish =
  | { readonly what: 'handles'; readonly handles: readonly string[] }
  | { readonly what: 'older'; readonly endedBeforeMs: number }
  | { readonly what: 'all' };

/** What was removed, or would be. */
export interface Removal {
  readonly removed: number;
  /** Handles of which there was no outcome. */
  readonly missing: readonly string[];
}

/** Removes outcomes from the journal; with `dryRun` it only counts them. Rejects with StoreError. */
export async function removeResults(
  folder: string,
  wish: RemoveWish,
  { dryRun, nowMs }: { readonly dryRun: boolean; readonly nowMs: number },
): Promise<Removal> {
  const missing = new Set(wish.what === 'handles' ? wish.handles : []);
  const wanted = new Set(missing);
  const removed = await removeOutcomes(
    folder,
    ({ handle, endedAtMs }) => {
      missing.delete(handle);
      if (wish.what === 'handles') return wanted.has(handle);
      return wish.what === 'all' || endedAtMs < wish.endedBeforeMs;
    },
    { dryRun, nowMs },
  );
  return { removed: removed.length, missing: [...missing] };
}
