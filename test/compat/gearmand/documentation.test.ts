import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ALL_OPTIONS } from '../../../src/compat/gearmand/option-table.js';

it('docs/gearmand.md has a row for every option', () => {
  const section = readFileSync('docs/gearmand.md', 'utf8').match(/^## Options$.*?^##/ms)?.[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `-'));
  const described = rows.flatMap((row) => row.split('|')[1]?.match(/--?[\w-]+/g) ?? []);
  const known = ALL_OPTIONS.flatMap(({ name, short }) =>
    short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`],
  );
  expect(described).toEqual(known);
});
