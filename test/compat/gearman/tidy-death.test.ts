import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { TidyDeath } from '../../../src/compat/gearman/tidy-death.js';

class FakeProcess extends EventEmitter {
  readonly raised: string[] = [];

  raise(signal: NodeJS.Signals): void {
    this.raised.push(`${signal} with ${this.listenerCount(signal)} listeners`);
  }
}

describe('a death by a signal', () => {
  it('comes after what is to be done before it, by the same signal, to which nobody listens any more', () => {
    const target = new FakeProcess();
    const done: string[] = [];
    const death = new TidyDeath(target);
    death.before(() => done.push('first'));
    death.before(() => done.push('second'));
    target.emit('SIGTERM');
    expect(done).toEqual(['first', 'second']);
    expect(target.raised).toEqual(['SIGTERM with 0 listeners']);
  });

  it('is left to the system while there is nothing to do before, and when that is over', () => {
    const target = new FakeProcess();
    const death = new TidyDeath(target);
    expect(target.listenerCount('SIGTERM')).toBe(0);
    death.before(() => undefined);
    death[Symbol.dispose]();
    expect(target.listenerCount('SIGTERM')).toBe(0);
  });
});
