import { describe, expect, it } from 'vitest';
import { KEYMAP } from '../../../src/tui/keymap.js';
import type { Interface } from '../../../src/tui/model/interface.js';
import type { Model } from '../../../src/tui/model/types.js';
import { selectedKey } from '../../../src/tui/selectors/cursor.js';
import type { Effect } from '../../../src/tui/update/message.js';
import { update } from '../../../src/tui/update/update.js';
import { afterKeys, afterMessages, afterSamples, counted, newModel, polled, secondsIn } from '../samples.js';

const SERVERS = ['q1:4730', 'q2:4730'];
const SAMPLES = [
  polled(1, { server: 'q1:4730', functions: { a: [30, 1, 1], b: [20, 1, 1], c: [10, 1, 1] }, stats: [counted('a')] }),
  polled(1, { server: 'q2:4730', functions: { a: [5, 1, 1], d: [1, 1, 1] } }),
];

const MODEL = afterSamples(newModel(SERVERS), ...SAMPLES);

function effectsOf(model: Model, key: string): readonly Effect[] {
  return update(model, { type: 'key', key })[1];
}

describe('a key', () => {
  it.each<{ keys: string; part: Partial<Interface> }>([
    { keys: '2', part: { screen: 'workers' } },
    { keys: 'w', part: { screen: 'workers' } },
    { keys: '3', part: { screen: 'servers' } },
    { keys: 'e', part: { screen: 'events' } },
    { keys: 'e escape', part: { screen: 'functions' } },
    { keys: 'down enter', part: { detail: { functionName: 'b', pane: 'workers' } } },
    { keys: 'down enter ]', part: { detail: { functionName: 'c', pane: 'workers' } } },
    { keys: 'enter [', part: { detail: { functionName: 'd', pane: 'workers' } } },
    { keys: 'enter escape', part: { detail: undefined, screen: 'functions' } },
    { keys: 'enter 2', part: { detail: undefined, screen: 'workers' } },
    { keys: 'r', part: { functionSort: { column: 'wait', reverse: true } } },
    { keys: 'right', part: { functionSort: { column: 'run', reverse: false } } },
    { keys: 'left', part: { functionSort: { column: 'low', reverse: false } } },
    { keys: 's down down enter', part: { functionSort: { column: 'workers', reverse: false }, overlay: undefined } },
    { keys: 's escape', part: { overlay: undefined } },
    { keys: 'c space', part: { hiddenColumns: new Set(['high']) } },
    { keys: 'c down space', part: { hiddenColumns: new Set(['normal']) } },
    { keys: 'c space space escape', part: { hiddenColumns: new Set(), overlay: undefined } },
    { keys: 'f', part: { foldsIdle: true } },
    { keys: 't', part: { range: '1h' } },
    { keys: 't t', part: { range: '2m' } },
    { keys: 'z', part: { zebra: true } },
    { keys: 'T', part: { theme: 'dark' } },
    { keys: '+', part: { intervalMs: 5000 } },
    { keys: '-', part: { intervalMs: 1000 } },
    { keys: '- - -', part: { intervalMs: 500 } },
    { keys: '?', part: { overlay: { kind: 'help' } } },
    { keys: '? x', part: { overlay: undefined } },
    { keys: 'v', part: { overlay: { kind: 'error' } } },
    { keys: '/ b escape', part: { filter: { text: '', isEditing: false, error: undefined } } },
    { keys: '/ b enter', part: { filter: { text: 'b', isEditing: false, error: undefined } } },
    { keys: '/ b enter escape', part: { filter: { text: '', isEditing: false, error: undefined } } },
    { keys: '/ ~ (', part: { filter: { text: '~(', isEditing: true, error: 'no regex: Unterminated group' } } },
    { keys: '/ a b backspace q', part: { filter: { text: 'aq', isEditing: true, error: undefined } } },
    { keys: '/ a ctrl-u', part: { filter: { text: '', isEditing: true, error: undefined } } },
    { keys: '3 down enter', part: { focus: 'q2:4730', screen: 'functions' } },
    { keys: '3 down enter escape', part: { focus: undefined } },
  ])("chooses what is seen: '$keys'", ({ keys, part }) => {
    const pressed = keys.split(' ').map((key) => (key === 'space' ? ' ' : key));
    const next = afterKeys(MODEL, ...pressed);
    expect(next.interface).toMatchObject(part);
  });

  it.each<{ key: string; effect: Effect }>([
    { key: 'q', effect: { type: 'quit' } },
    { key: 'ctrl-c', effect: { type: 'quit' } },
    { key: 'ctrl-z', effect: { type: 'suspend' } },
    { key: 'ctrl-l', effect: { type: 'redraw' } },
    { key: 'R', effect: { type: 'poll-now' } },
    { key: '+', effect: { type: 'set-interval', intervalMs: 5000 } },
    { key: 'y', effect: { type: 'copy', text: 'a' } },
    { key: 'P', effect: { type: 'save-screen' } },
    { key: 'B', effect: { type: 'record', isOn: true } },
  ])('has something done: $key', ({ key, effect }) => {
    expect(effectsOf(MODEL, key)).toEqual([effect]);
  });

  it('is for the filter while that is being typed, but for those that always do the same', () => {
    const typing = afterKeys(MODEL, '/');
    expect(effectsOf(typing, 'q')).toEqual([]);
    expect(effectsOf(typing, 'ctrl-c')).toEqual([{ type: 'quit' }]);
  });

  it('never ends the view by going back', () => {
    expect(effectsOf(MODEL, 'escape')).toEqual([]);
    expect(afterKeys(MODEL, 'escape').interface).toEqual(MODEL.interface);
  });

  it('may mean nothing', () => {
    expect(update(MODEL, { type: 'key', key: 'ä' })).toEqual([MODEL, []]);
  });

  it('is in the help', () => {
    const keys = KEYMAP.flatMap(({ keys: each, on }) => Object.keys(each).map((key) => `${key} ${on ?? ''}`));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the cursor', () => {
  it('stops at the ends, and goes by pages', () => {
    expect(selectedKey(afterKeys(MODEL, 'up'))).toBe('a');
    expect(selectedKey(afterKeys(MODEL, 'G'))).toBe('d');
    expect(selectedKey(afterKeys(MODEL, 'G', 'down'))).toBe('d');
    expect(selectedKey(afterKeys(MODEL, 'pagedown'))).toBe('d');
    expect(selectedKey(afterKeys(MODEL, 'end', 'home'))).toBe('a');
  });

  it('stays on its function when the order changes, and goes to the first when that is gone', () => {
    const chosen = afterKeys(MODEL, 'down');
    const moved = afterSamples(chosen, polled(3, { server: 'q1:4730', functions: { a: [1, 1, 1], b: [99, 1, 1] } }));
    expect(selectedKey(moved)).toBe('b');
    expect(selectedKey(afterSamples(moved, polled(5, { server: 'q1:4730', functions: { a: [1, 1, 1] } })))).toBe('a');
  });
});

describe('a pause', () => {
  const later = polled(3, { server: 'q1:4730', functions: { a: [500, 1, 1] } });

  it('stops what is shown while samples are still taken in', () => {
    const paused = afterSamples(afterKeys(MODEL, 'p'), later);
    expect(paused.data).toBe(MODEL.data);
    expect(afterKeys(paused, ' ').data.functions.get('a')?.total).toBe(505);
  });

  it('stops a recording itself', () => {
    const replay = newModel(SERVERS, { source: 'replay' });
    expect(effectsOf(replay, 'p')).toEqual([{ type: 'pause-source', isPaused: true }]);
    expect(effectsOf(replay, 'left')).toEqual([{ type: 'seek', byMs: -10_000 }]);
  });
});

describe('a view that is narrowed to a server', () => {
  const narrow = afterKeys(MODEL, '3', 'down', 'enter');

  it('has only what that server has, and all again afterwards', () => {
    expect([...narrow.data.functions.keys()]).toEqual(['a', 'd']);
    expect(narrow.data.totals.total).toBe(6);
    const next = afterSamples(narrow, polled(3, { server: 'q1:4730', functions: { a: [70, 1, 1] } }));
    expect(next.data.functions.get('a')?.total).toBe(5);
    expect(afterKeys(next, 'escape').data.functions.get('a')?.total).toBe(75);
  });
});

describe('what is known of a function in detail', () => {
  const list = { type: 'list-jobs', functionName: 'a', server: 'q1:4730' };

  it('has the jobs listed by a server that can, again with each of its polls', () => {
    const [opened, effects] = update(MODEL, { type: 'key', key: 'enter' });
    expect(effects).toEqual([list]);
    expect(update(opened, { type: 'sample', sample: SAMPLES[0] ?? polled(1) })[1]).toEqual([list]);
    expect(effectsOf(afterKeys(MODEL, 'down', 'down', 'down'), 'enter')).toEqual([]);
  });

  it('has the workload of a job looked at', () => {
    const job = {
      name: 'H:q1:7',
      handle: 'H:q1:7',
      unique: undefined,
      priority: 'normal',
      state: 'queued',
      background: true,
    } as const;
    const rest = { ageMs: 1, runTimeMs: undefined, attempts: 0, worker: undefined, sizeBytes: 3 };
    const jobs = { functionName: 'a', server: 'q1:4730', jobs: [{ ...job, ...rest }], total: 1 };
    const listed = afterMessages(afterKeys(MODEL, 'enter'), { type: 'jobs', jobs });
    expect(effectsOf(afterKeys(listed, 'tab'), 'enter')).toEqual([
      { type: 'peek', handle: 'H:q1:7', server: 'q1:4730' },
    ]);
    expect(afterMessages(MODEL, { type: 'jobs', jobs }).interface.jobs).toBeUndefined();
  });
});

describe('a message', () => {
  it('is shown for three seconds', () => {
    const told = afterMessages(MODEL, { type: 'done', text: 'saved' });
    expect(told.interface.flash).toMatchObject({ text: 'saved', level: 'info' });
    expect(afterMessages(told, { type: 'tick', now: secondsIn(3) }).interface.flash).toBeDefined();
    expect(afterMessages(told, { type: 'tick', now: secondsIn(4) }).interface.flash).toBeUndefined();
  });
});
