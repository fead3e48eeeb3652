import { grouped } from '../grouped.js';
import type { Line, Span } from '../lines.js';
import type { Model, QueueState } from '../model/types.js';
import { stateCounts } from '../selectors/alarms.js';
import { box, ofHeight } from './box.js';
import { functionList } from './function-list.js';
import { STATES } from './queue-words.js';
import { shortNames } from './server-words.js';
import { joined, span } from './spans.js';

const COUNTED: readonly (readonly [QueueState, string])[] = [
  ['stalled', 'stalled'],
  ['growing', 'growing'],
  ['draining', 'draining'],
];

/** Draws the functions in a box; its border says whence the rates are, how many stand how, and which rows are seen. */
export function functionsBox(model: Model, width: number, height: number): Line[] {
  const { lines, from, to, count, headings } = functionList(model, width - 2, height - 2, true);
  return box(ofHeight(lines, height - 2), {
    width,
    title: [span(`FUNCTIONS ${grouped(model.data.functions.size)}`, 'strong')],
    note: countedWords(model, headings),
    footer: stateWords(model),
    footnote: [span(`${from}–${to} of ${count}`)],
  });
}

/** What only servers tell that count jobs. */
const COUNTED_HEADINGS: readonly string[] = ['IN/s', 'OUT/s', 'FAIL%', 'OLDEST'];

/** Says which servers count jobs, for some columns are theirs only. */
function countedWords({ data: { servers } }: Model, headings: readonly string[]): Span[] {
  const names = shortNames(servers);
  const counting = servers.filter(({ hasStats }) => hasStats).map(({ label }) => names.get(label) ?? label);
  const theirs = headings.filter((heading) => COUNTED_HEADINGS.includes(heading));
  return theirs.length === 0 ? [] : [span(`${theirs.join(' ')} from ${counting.join(' ')}`)];
}

function stateWords({ data }: Model): Span[] {
  const counts = stateCounts(data);
  const groups = COUNTED.filter(([state]) => counts[state] > 0).map(([state, word]) => {
    const { sign, role } = STATES[state];
    return [span(sign, role), span(` ${counts[state]} ${word}`)];
  });
  return joined([...groups, [span(`${counts.idle} idle`, 'dim')]], ' · ');
}
