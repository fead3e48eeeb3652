import { beforeEach, describe, expect, it } from 'vitest';
import { EventDelivery, type EventOwner } from '../../src/client/event-delivery.js';

const LARGE = 5 * 1024 * 1024;
const owner = { functionName: 'resize', listenerFailed: () => undefined } as unknown as EventOwner;

/** A source that counts who holds it. */
class Source {
  holds = 0;
  hold(): void {
    this.holds += 1;
  }
  release(): void {
    this.holds -= 1;
  }
}

describe('a reader that is behind', () => {
  const [first, second] = [new Source(), new Source()];
  let delivery: EventDelivery;

  beforeEach(async () => {
    delivery = new EventDelivery(owner, undefined, 100 * LARGE);
    delivery.source = first;
    delivery.deliver({ type: 'created', handle: 'H:1', server: 'q1:4730' }, false);
    await delivery.log().read().next();
    delivery.deliver({ type: 'data', data: new Uint8Array(LARGE) }, false);
  });

  it('holds the source once, however much comes', () => {
    delivery.deliver({ type: 'data', data: new Uint8Array(LARGE) }, false);
    expect(first.holds).toBe(1);
    delivery.source = undefined;
    expect(first.holds).toBe(0);
  });

  it('holds the source that took the place of the one before', () => {
    delivery.source = second;
    expect([first.holds, second.holds]).toEqual([0, 1]);
    delivery.source = undefined;
    expect(second.holds).toBe(0);
  });

  it('holds nothing behind the last event', () => {
    delivery.deliver({ type: 'complete', data: new Uint8Array(LARGE) }, true);
    expect(first.holds).toBe(0);
  });
});

describe('the only event of a task', () => {
  it('is kept for whoever asks later, each time anew', async () => {
    const delivery = new EventDelivery(owner, undefined, LARGE);
    const event = { type: 'created', handle: 'H:1', server: 'q1:4730' } as const;
    delivery.deliver(event, true);
    for (const _time of [1, 2]) {
      const seen = [];
      for await (const each of delivery.log().read()) seen.push(each);
      expect(seen).toEqual([event]);
    }
  });
});
