import { describe, expect, it } from 'vitest';
import type { Target } from '../../../src/tui/lines.js';
import { selectedKey } from '../../../src/tui/selectors/cursor.js';
import { update } from '../../../src/tui/update/update.js';
import { targetAt } from '../../../src/tui/views/target.js';
import { view } from '../../../src/tui/views/view.js';
import { prodModel } from '../views/prod-model.js';

const click = (model: ReturnType<typeof prodModel>, target: Target | undefined) =>
  update(model, { type: 'click', target })[0];
const wheel = (model: ReturnType<typeof prodModel>, by: 1 | -1) => update(model, { type: 'wheel', by })[0];

/** Where a text stands on the screen of a model. */
function targetOf(model: ReturnType<typeof prodModel>, text: string, cols = 140, rows = 40): Target | undefined {
  const lines = view(model, cols, rows, { graph: 'ascii', unicode: true });
  const texts = lines.map(({ spans }) => spans.map((each) => each.text).join(''));
  const row = texts.findLastIndex((line) => line.includes(text));
  return targetAt(lines, texts[row]?.indexOf(text) ?? 0, row);
}

describe('a click', () => {
  it('on a row selects it', () => {
    const model = prodModel();
    const target = targetOf(model, 'pdf_render  ');
    expect(target).toEqual({ kind: 'row', key: 'pdf_render' });
    expect(selectedKey(click(model, target))).toBe('pdf_render');
  });

  it('on the heading of a column orders by it, and once more the other way round', () => {
    const model = prodModel();
    const target = targetOf(model, 'NET/s');
    expect(target).toEqual({ kind: 'heading', column: 'net' });
    const ordered = click(model, target);
    expect(ordered.interface.functionSort).toEqual({ column: 'net', reverse: false });
    expect(click(ordered, target).interface.functionSort).toEqual({ column: 'net', reverse: true });
  });

  it('on connections does the same', () => {
    const model = prodModel({ screen: 'workers' });
    expect(click(model, targetOf(model, 'CLIENT ID')).interface.workerSort.column).toBe('id');
    const key = targetOf(model, 'mail.2 ');
    expect(selectedKey(click(model, key))).toBe('q2:4730 13 10.0.6.3 mail.2');
  });

  it('on a pane of a detail selects there', () => {
    const model = prodModel({ detail: { functionName: 'thumbnail_resize', pane: 'workers' } });
    expect(selectedKey(click(model, targetOf(model, 'img-b.1')))).toBe('q1:4730 23 10.0.4.22 img-b.1');
  });

  it('elsewhere does nothing', () => {
    const model = prodModel();
    expect(targetOf(model, 'BACKLOG')).toBeUndefined();
    expect(click(model, undefined)).toBe(model);
  });

  it('closes the help, and nothing that waits for an answer', () => {
    expect(click(prodModel({ overlay: { kind: 'help' } }), undefined).interface.overlay).toBeUndefined();
    const menu = prodModel({ overlay: { kind: 'sort', at: 0 } });
    expect(click(menu, { kind: 'row', key: 'pdf_render' })).toBe(menu);
  });
});

describe('the wheel', () => {
  it('moves the cursor by some rows, and stops at the ends', () => {
    const model = prodModel();
    const down = wheel(model, 1);
    expect(selectedKey(down)).toBe('webhook_post');
    expect(selectedKey(wheel(wheel(down, -1), -1))).toBe('thumbnail_resize');
  });

  it('moves in a menu, and leaves the help open', () => {
    const menu = wheel(prodModel({ overlay: { kind: 'sort', at: 0 } }), 1);
    expect(menu.interface.overlay).toEqual({ kind: 'sort', at: 1 });
    const help = prodModel({ overlay: { kind: 'help' } });
    expect(wheel(help, 1)).toBe(help);
  });
});
