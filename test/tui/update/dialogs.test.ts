import { describe, expect, it } from 'vitest';
import type { Dialog } from '../../../src/tui/model/interface.js';
import type { Model } from '../../../src/tui/model/types.js';
import type { Action } from '../../../src/tui/update/message.js';
import { update } from '../../../src/tui/update/update.js';
import { afterKeys, afterMessages, afterSamples, newModel, polled } from '../samples.js';

const SERVERS = ['q1:4730', 'q2:4730'];
const SAMPLES = [
  polled(1, { server: 'q1:4730', functions: { mail: [3, 0, 0] } }),
  polled(1, { server: 'q2:4730', functions: { mail: [1, 1, 1], other: [0, 0, 1] } }),
];

const MODEL = afterSamples(newModel(SERVERS, { allowActions: true }), ...SAMPLES);

function dialogIn(model: Model): Dialog | undefined {
  const { overlay } = model.interface;
  return overlay?.kind === 'dialog' ? overlay.dialog : undefined;
}

describe('an action', () => {
  it('is not there unless it is allowed', () => {
    const model = afterKeys(afterSamples(newModel(SERVERS), ...SAMPLES), 'd');
    expect(dialogIn(model)).toBeUndefined();
    expect(model.interface.flash).toMatchObject({ level: 'error', text: expect.stringContaining('--allow-actions') });
  });

  it.each<{ keys: string[]; action: Action }>([
    { keys: ['d', ...'mail'], action: { kind: 'drop', functionName: 'mail', servers: SERVERS } },
    { keys: ['m', ...'50'], action: { kind: 'max-queue', functionName: 'mail', servers: SERVERS, limit: 50 } },
    { keys: ['m', '0'], action: { kind: 'max-queue', functionName: 'mail', servers: SERVERS, limit: null } },
    { keys: ['x', ...'H:q1:7'], action: { kind: 'cancel', handle: 'H:q1:7', servers: SERVERS } },
    { keys: ['n', ...'q'], action: { kind: 'submit', functionName: 'mail', workload: 'q', servers: SERVERS } },
  ])('is done after a dialog: $action.kind', ({ keys, action }) => {
    const asked = afterKeys(MODEL, ...keys);
    const [model, effects] = update(asked, { type: 'key', key: 'enter' });
    expect(effects).toEqual([{ type: 'act', action }]);
    expect(dialogIn(model)?.isUnderWay).toBe(true);
  });

  it.each([
    { keys: ['d', ...'mai'], error: 'that is not its name' },
    { keys: ['m', ...'-1'], error: 'a whole number is needed' },
    { keys: ['m'], error: 'a whole number is needed' },
    { keys: ['x'], error: 'a handle is needed, such as H:host:12' },
  ])('is not done with $keys', ({ keys, error }) => {
    const [model, effects] = update(afterKeys(MODEL, ...keys), { type: 'key', key: 'enter' });
    expect(effects).toEqual([]);
    expect(dialogIn(model)?.error).toBe(error);
  });

  it('tells afterwards which limit was set from here', () => {
    const limitsAfter = (text: string) => {
      const done = { type: 'done', text: 'limit set' } as const;
      return afterMessages(afterKeys(MODEL, 'm', ...text, 'enter'), done).interface.limits;
    };
    expect([...limitsAfter('50')]).toEqual([['mail', 50]]);
    expect([...limitsAfter('0')]).toEqual([['mail', null]]);
    const refused = afterMessages(afterKeys(MODEL, 'm', '5', 'enter'), { type: 'failed', text: 'no' });
    expect(refused.interface.limits.size).toBe(0);
    const dropped = afterMessages(afterKeys(MODEL, 'd', ...'mail', 'enter'), { type: 'done', text: 'dropped' });
    expect(dropped.interface.limits.size).toBe(0);
  });

  it('is left with escape, and not asked for twice', () => {
    expect(dialogIn(afterKeys(MODEL, 'd', 'm', 'escape'))).toBeUndefined();
    const underWay = afterKeys(MODEL, 'n', 'enter');
    expect(update(underWay, { type: 'key', key: 'enter' })[1]).toEqual([]);
  });

  it('tells what it will do to the jobs that wait', () => {
    expect(dialogIn(afterKeys(MODEL, 'd'))?.warning).toContain('3 jobs');
  });

  it('tells how it went: the dialog goes when it is done, and stays with the reason when it is not', () => {
    const underWay = afterKeys(MODEL, 'n', 'enter');
    const done = afterMessages(underWay, { type: 'done', text: 'submitted H:q1:1' });
    expect([dialogIn(done), done.interface.flash?.text]).toEqual([undefined, 'submitted H:q1:1']);
    expect(dialogIn(afterMessages(underWay, { type: 'failed', text: 'no' }))).toMatchObject({
      error: 'no',
      isUnderWay: false,
    });
  });

  it('is about the server that everything is narrowed to', () => {
    const narrow = afterKeys(MODEL, '3', 'enter', 'd', ...'mail');
    const [, [effect]] = update(narrow, { type: 'key', key: 'enter' });
    expect(effect).toMatchObject({ action: { servers: ['q1:4730'] } });
  });
});
