import { open, readFile, rm, stat } from 'node:fs/promises';
import { errnoOf, systemFailure } from '../sqlite/store-failure.js';
import { linesForwards } from './record-lines.js';
import { listSegments, segmentPath } from './segment-folder.js';
import type { WorkSummary } from './work-outcome.js';
import { summaryOfRecord } from './work-record.js';

const SPACE = ' ';

/** Nobody has written to a segment for this long that is not the newest: nobody will. */
const QUIET_MS = 60_000;

/**
 * Removes outcomes from a shared journal, while others write to it, and gives those that were removed. Their bytes are
 * overwritten in their place; a segment without any left is deleted. With `dryRun` they are only told. Rejects with
 * StoreError.
 */
export async function removeOutcomes(
  folder: string,
  isMeant: (outcome: WorkSummary) => boolean,
  { dryRun, nowMs }: { readonly dryRun: boolean; readonly nowMs: number },
): Promise<WorkSummary[]> {
  const removed: WorkSummary[] = [];
  let path = folder;
  try {
    const segments = await listSegments(folder);
    for (const [at, segment] of segments.entries()) {
      path = segmentPath(folder, segment);
      const { mtimeMs } = await stat(path);
      const { found, others } = await survey(path, isMeant);
      removed.push(...found.map(({ summary }) => summary));
      if (dryRun) continue;
      const isQuiet = at < segments.length - 1 && mtimeMs < nowMs - QUIET_MS;
      if (isQuiet && others === 0) await rm(path, { force: true });
      else if (found.length > 0) await blank(path, found);
    }
    return removed;
  } catch (error) {
    throw systemFailure(path, errnoOf(error), error);
  }
}

/** An outcome and where it stands in its segment. */
interface Found {
  readonly summary: WorkSummary;
  readonly at: number;
  readonly bytes: number;
}

async function survey(path: string, isMeant: (outcome: WorkSummary) => boolean) {
  const found: Found[] = [];
  let others = 0;
  const content = await readFile(path);
  for (const line of linesForwards(content)) {
    const summary = summaryOfRecord(line);
    if (summary === undefined) continue;
    if (isMeant(summary)) found.push({ summary, at: line.byteOffset - content.byteOffset, bytes: line.length });
    else others += 1;
  }
  return { found, others };
}

/** A line of spaces is no record. Whoever appends to the file meanwhile does so behind what is overwritten. */
async function blank(path: string, found: readonly Found[]): Promise<void> {
  await using file = await open(path, 'r+');
  for (const { at, bytes } of found) await file.write(Buffer.alloc(bytes, SPACE), 0, bytes, at);
  await file.datasync();
}
