import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Linked, LinkedList } from '../../../src/server/job-queue/linked-list.js';

class Bead implements Linked<Bead> {
  previous: Bead | undefined;
  next: Bead | undefined;
}

describe('a linked list', () => {
  it('holds what an array would hold, after any additions at both ends and removals from anywhere', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('append' as const, 'prepend' as const) }),
      fc.record({ do: fc.constant('remove' as const), at: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = new LinkedList<Bead>();
        const model: Bead[] = [];
        for (const action of steps) {
          if (action.do === 'remove') {
            const [bead] = model.length === 0 ? [] : model.splice(action.at % model.length, 1);
            if (bead !== undefined) list.remove(bead);
          } else {
            const bead = new Bead();
            list[action.do](bead);
            if (action.do === 'append') model.push(bead);
            else model.unshift(bead);
          }
          expect([...list]).toEqual(model);
          expect(list.length).toBe(model.length);
          expect(list.first).toBe(model[0]);
        }
      }),
    );
  });

  it('can lose the element just visited during a walk', () => {
    const list = new LinkedList<Bead>();
    const beads = [new Bead(), new Bead(), new Bead()];
    for (const bead of beads) list.append(bead);
    const seen: Bead[] = [];
    for (const bead of list) {
      seen.push(bead);
      list.remove(bead);
    }
    expect(seen).toEqual(beads);
    expect(list.first).toBeUndefined();
  });
});
