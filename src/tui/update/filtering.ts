import type { Model } from '../model/types.js';
import { parseFilter } from '../selectors/filter.js';
import { FILTER_COLUMNS } from '../selectors/function-rows.js';
import { choice } from './change.js';
import type { Step } from './message.js';
import { moved } from './moving.js';
import { typed } from './typing.js';

/** Takes a key while the filter is being typed; the list follows each of them. */
export function filtered(model: Model, key: string): Step {
  const { filter, screen } = model.interface;
  if (key === 'enter') return choice(model, { filter: { ...filter, isEditing: false } });
  if (key === 'escape') return choice(model, { filter: { text: '', isEditing: false, error: undefined } });
  if (key === 'up' || key === 'down') return moved(model, key === 'up' ? -1 : 1);
  const text = typed(filter.text, key);
  if (text === undefined) return [model, []];
  const parsed = parseFilter(text, screen === 'workers' ? ['functions'] : FILTER_COLUMNS);
  return choice(model, { filter: { text, isEditing: true, error: parsed.ok ? undefined : parsed.error } });
}
