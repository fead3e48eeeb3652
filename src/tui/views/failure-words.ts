import { grouped } from '../grouped.js';
import type { Span } from '../lines.js';
import type { FunctionModel, LastFailure, Model } from '../model/types.js';
import { shortNames } from './server-words.js';
import { span } from './spans.js';
import { clock } from './times.js';

const WORDS: readonly (readonly [keyof LastFailure['counts'], string])[] = [
  ['failed', 'failed'],
  ['exceptions', 'ended in an exception'],
  ['timeouts', 'timed out'],
  ['lost', 'lost'],
];

/** Says when a job of a function failed last, where and how: `last failure 14:06:55  q1  2 failed`; nothing if none did. */
export function failureWords({ data }: Model, { lastFailure }: FunctionModel): Span[] {
  if (lastFailure === undefined) return [];
  const { epochMs, server, counts } = lastFailure;
  const ways = WORDS.flatMap(([way, word]) => (counts[way] > 0 ? [`${grouped(counts[way])} ${word}`] : []));
  const where = shortNames(data.servers).get(server) ?? server;
  return [span('last failure ', 'heading'), span(`${clock(epochMs)}  ${where}  ${ways.join(', ')}`)];
}
