import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/** A place in a bundle, as a stack has it. */
const PLACE = /(?<=\(|\bat |\basync )(?!async )([^():\n]+\.cjs):(\d+):(\d+)/g;

/**
 * Rewrites a stack so that places in a bundle are those in the sources: `src/net/dial.ts:40:12`. Its map lies beside it,
 * as `gearctl.cjs.map`; where there is none, or it says nothing of a place, the stack stays as it is.
 */
export function sourceStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replace(PLACE, (place, file: string, line: string, column: string) => {
    if (!maps.has(file)) maps.set(file, mapOf(file));
    const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    // Of a line without sources the entry is that of a line before.
    if (entry === undefined || !('originalSource' in entry) || entry.generatedLine !== Number(line) - 1) return place;
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function mapOf(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    // A stack is worth printing without it, and whoever prints one has trouble enough.
    return undefined;
  }
}
