import { describe, expect, it } from 'vitest';
import type { FunctionColumn } from '../../../src/tui/model/interface.js';
import { functionRows } from '../../../src/tui/selectors/function-rows.js';
import { afterKeys, afterSamples, newModel, polled } from '../samples.js';

const MODEL = afterSamples(
  newModel(),
  polled(1, { functions: { b: [5, 1, 2], a: [5, 1, 4], c: [90, 0, 0], idle: [0, 0, 8], busy: [3, 3, 3] } }),
);

function namesBy(column: FunctionColumn, reverse = false): string {
  const functionSort = { column, reverse };
  const { rows } = functionRows({ ...MODEL, interface: { ...MODEL.interface, functionSort } });
  return rows.map(({ name }) => name).join(' ');
}

describe('the rows of the functions', () => {
  it.each([
    { column: 'wait', names: 'c a b busy idle' },
    { column: 'workers', names: 'idle a busy b c' },
    { column: 'busy', names: 'busy b a idle c' },
    { column: 'name', names: 'a b busy c idle' },
    { column: 'net', names: 'a b busy c idle' },
  ] as const)('are ordered by $column from the largest, and by name where that is the same', ({ column, names }) => {
    expect(namesBy(column)).toBe(names);
  });

  it('turn round, and what is not known stays last', () => {
    expect(namesBy('busy', true)).toBe('idle a b busy c');
    expect(namesBy('name', true)).toBe('idle c busy b a');
  });

  it('fold those without jobs, and count them', () => {
    const { rows, folded, all } = functionRows(afterKeys(MODEL, 'f'));
    expect([rows.length, folded, all]).toEqual([4, 1, 5]);
  });

  it('are all there while the filter cannot be read', () => {
    expect(functionRows(afterKeys(MODEL, '/', '~', '(')).rows).toHaveLength(5);
  });
});
