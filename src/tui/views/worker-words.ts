import type { Span } from '../lines.js';
import type { Model } from '../model/types.js';
import { recentChanges } from '../selectors/capacity.js';
import { blanks, span } from './spans.js';

/** Says how many workers have come and gone: `+2 joined  −1 left`. */
export function changeWords(model: Model): Span[] {
  const { joined, left } = recentChanges(model);
  return [
    span(`+${joined} joined`, joined > 0 ? 'up' : 'dim'),
    blanks(2),
    span(`−${left} left`, left > 0 ? 'growing' : 'dim'),
  ];
}

/** Says which connections are shown, where that is not all of them. */
export function choiceWords({ data, interface: { workersOf, selected, filter } }: Model): string | undefined {
  if (workersOf === 'no-function') return 'Only connections without a function are shown: o shows all.';
  if (workersOf === 'selected-function') {
    const label = data.functions.get(selected.functions ?? '')?.label ?? 'the function that was chosen';
    return `Only connections that can do ${label} are shown: f shows all.`;
  }
  return filter.text === '' ? undefined : `Only connections that match ${filter.text} are shown: esc shows all.`;
}
