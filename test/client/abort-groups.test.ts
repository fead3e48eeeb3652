import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { AbortGroups } from '../../src/client/abort-groups.js';

function member() {
  const reasons: unknown[] = [];
  return { reasons, abort: (reason: unknown) => void reasons.push(reason) };
}

describe('members of one signal', () => {
  it('are all aborted with its reason, and share one listener', () => {
    const groups = new AbortGroups();
    const controller = new AbortController();
    const members = [member(), member(), member()];
    for (const each of members) groups.add(controller.signal, each);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort('enough');
    expect(members.map((each) => each.reasons)).toEqual([['enough'], ['enough'], ['enough']]);
  });

  it('leave no listener behind when all are removed', () => {
    const groups = new AbortGroups();
    const { signal } = new AbortController();
    const [a, b] = [member(), member()];
    groups.add(signal, a);
    groups.add(signal, b);
    groups.remove(signal, a);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    groups.remove(signal, b);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    groups.remove(signal, b);
  });

  it('may leave while they are aborted', () => {
    const groups = new AbortGroups();
    const controller = new AbortController();
    const aborted: number[] = [];
    for (let i = 0; i < 3; i++) {
      const each = {
        abort: () => {
          aborted.push(i);
          groups.remove(controller.signal, each);
        },
      };
      groups.add(controller.signal, each);
    }
    controller.abort();
    expect(aborted).toEqual([0, 1, 2]);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });
});
