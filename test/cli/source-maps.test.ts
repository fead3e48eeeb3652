import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceStack } from '../../src/cli/source-maps.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gearctl-maps-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a map that says: the third line of the bundle is the 40th of a source, and so on from there. */
function bundleWithMap(name = 'gearctl.cjs'): string {
  const file = join(folder, name);
  const map = { version: 3, names: [], sources: ['src/net/dial.ts'], mappings: ';;AAuCE;AACA,IAAI' };
  writeFileSync(`${file}.map`, JSON.stringify(map));
  return file;
}

describe('sourceStack', () => {
  it('names the sources in place of the bundle', () => {
    const bundle = bundleWithMap('a bundle.cjs');
    const stack = [
      'TypeError: x is not a function',
      `    at dial (${bundle}:3:1)`,
      `    at async ${bundle}:4:6`,
      '    at node:internal/process/task_queues:95:5',
    ];
    expect(sourceStack(stack.join('\n')).split('\n')).toEqual([
      'TypeError: x is not a function',
      '    at dial (src/net/dial.ts:40:3)',
      '    at async src/net/dial.ts:41:7',
      '    at node:internal/process/task_queues:95:5',
    ]);
  });

  it('leaves places of which the map says nothing', () => {
    const bundle = bundleWithMap();
    const stack = `Error\n    at start (${bundle}:1:1)\n    at end (${bundle}:5:1)`;
    expect(sourceStack(stack)).toBe(stack);
  });

  it.each([
    { what: 'is missing', damage: () => undefined },
    { what: 'does not parse', damage: (file: string) => writeFileSync(`${file}.map`, '{"version":3,') },
    { what: 'is no map', damage: (file: string) => writeFileSync(`${file}.map`, '[]') },
  ])('leaves the stack as it is when the map $what', ({ damage }) => {
    const file = join(folder, 'gearctl.cjs');
    damage(file);
    const stack = `Error\n    at dial (${file}:3:1)`;
    expect(sourceStack(stack)).toBe(stack);
  });
});
