import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/cli/output/display-width.js';
import { printable } from '../../../src/cli/output/printable.js';
import { KEYMAP } from '../../../src/tui/keymap.js';
import { type Look, plainLine } from '../../../src/tui/lines.js';
import { PANES, RANGES, SCREENS } from '../../../src/tui/model/interface.js';
import type { Model } from '../../../src/tui/model/types.js';
import { update } from '../../../src/tui/update/update.js';
import { view } from '../../../src/tui/views/view.js';
import { emptyModel, plainModel, stoppedModel } from './frame-cases.js';
import { prodModel } from './prod-model.js';

const CONTROL = /\p{Cc}/u;
const ASCII = /^[\x20-\x7e]*$/;

const looks = fc.constantFrom<Look>(
  { graph: 'braille', unicode: true },
  { graph: 'block', unicode: true },
  { graph: 'ascii', unicode: true },
  { graph: 'ascii', unicode: false },
);

/** Small sizes, where most can go wrong, as often as large ones. */
const sizes = fc.record({
  cols: fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 40, max: 240 })),
  rows: fc.oneof(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 7, max: 80 })),
});

/** Names with wide and combining characters, and what a terminal would act on. */
const names = fc.oneof(
  fc.constantFrom('図形変換', 'e\u0301clair', '👩‍🚀launch', 'a\u001b[31mred', 'x'.repeat(300), 'שלום', ' ', ''),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

const sized = fc.constantFrom(0, 1, 7, 999, 1000, 12_345, 999_999, 1_234_567, 4_000_000_000);

const KEYS = KEYMAP.flatMap(({ keys }) => Object.keys(keys));

const MODELS = { prod: prodModel(), plain: plainModel(), stopped: stoppedModel(), empty: emptyModel() };

/** What a model is made of: which numbers, what has been chosen, and which keys were pressed then. */
const recipes = fc.record({
  base: fc.constantFrom('prod' as const, 'plain' as const, 'stopped' as const, 'empty' as const),
  choice: fc.record({
    screen: fc.constantFrom(...SCREENS),
    range: fc.constantFrom(...RANGES),
    foldsIdle: fc.boolean(),
    zebra: fc.boolean(),
    workersBy: fc.constantFrom('connection' as const, 'host' as const),
    isPaused: fc.boolean(),
    filter: fc.record({ text: names.map(printable), isEditing: fc.boolean(), error: fc.constant(undefined) }),
    detail: fc.option(
      fc.record({
        functionName: fc.constantFrom('thumbnail_resize', 'cache_warm', 'gone'),
        pane: fc.constantFrom(...PANES),
      }),
      { nil: undefined },
    ),
  }),
  label: names,
  counts: fc.record({ waiting: sized, running: sized }),
  keys: fc.array(fc.constantFrom(...KEYS), { maxLength: 6 }),
});

type Recipe = typeof recipes extends fc.Arbitrary<infer Value> ? Value : never;

function modelOf({ base, choice, label, counts, keys }: Recipe): Model {
  const model = MODELS[base];
  return pressed(renamed({ ...model, interface: { ...model.interface, ...choice } }, label, counts), keys);
}

/** Calls everything by a foreign name, and gives the first function and the totals other numbers. */
function renamed(model: Model, name: string, counts: { waiting: number; running: number }): Model {
  const label = printable(name);
  const change = <Named extends { label: string }>(each: Named) => ({ ...each, label: label + each.label.slice(-2) });
  const functions = [...model.data.functions].map(([key, each]) => [key, { ...change(each), ...counts }] as const);
  const workers = model.data.workers.map((each) => ({ ...each, clientLabel: label, functionLabels: [label, label] }));
  const events = model.data.events.map((event) => ({ ...event, text: `${label} ${event.text}` }));
  const totals = { ...model.data.totals, ...counts };
  const data = { ...model.data, functions: new Map(functions), workers, events, totals };
  return { ...model, data, latest: data, whole: data, setup: { ...model.setup, title: label, allowActions: true } };
}

function pressed(model: Model, keys: readonly string[]): Model {
  return keys.reduce((before, key) => update(before, { type: 'key', key })[0], model);
}

function flawsOf(model: Model, cols: number, rows: number, look: Look): string[] {
  const lines = view(model, cols, rows, look).map(plainLine);
  const flaws = lines.filter((line) => {
    return displayWidth(line) > cols || CONTROL.test(line) || (!look.unicode && !ASCII.test(line));
  });
  return lines.length > rows ? [...flaws, `${lines.length} lines`] : flaws;
}

describe('any screen', () => {
  it('fits the terminal, and has nothing in it that a terminal acts on', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(recipes, sizes, looks, (recipe, { cols, rows }, look) => {
        expect(flawsOf(modelOf(recipe), cols, rows, look)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('fills every size that has room for a screen to its last row', () => {
    for (const screen of SCREENS) {
      const model = prodModel({ screen });
      for (const cols of [40, 60, 80, 100, 140]) {
        for (let rows = 7; rows < 60; rows++) {
          const lines = view(model, cols, rows, { graph: 'block', unicode: true });
          expect([screen, cols, rows, lines.length]).toEqual([screen, cols, rows, rows]);
        }
      }
    }
  });
});
