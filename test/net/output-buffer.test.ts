import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Flushable, OutputBuffer } from '../../src/net/output-buffer.js';

/** A stream that takes each chunk at once or leaves it for later, and looks at its bytes only when it takes them. */
class Taker extends Writable {
  readonly taken: number[] = [];
  isSlow = false;
  #take: (() => void) | undefined;

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#take = () => {
      this.#take = undefined;
      this.taken.push(...chunk);
      done();
    };
    if (!this.isSlow) this.#take();
  }

  takeAll(): void {
    this.isSlow = false;
    this.#take?.();
  }
}

const byTen = {
  maxBytes: 20,
  write(number: number, target: Uint8Array, at: number): number {
    return at + target.fill(number, at, at + 10).subarray(at, at + 10).length;
  },
};

describe('an output buffer', () => {
  it('sends all bytes in their order, however fast they are taken', () => {
    const action = fc.oneof(
      fc.record({ do: fc.constant('add' as const), length: fc.constantFrom(1, 100, 500, 5000, 20_000) }),
      fc.record({ do: fc.constantFrom('number', 'flush', 'stall', 'take') }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const stream = new Taker();
        const buffer = new OutputBuffer(stream, () => undefined);
        const expected: number[] = [];
        let value = 0;
        for (const step of actions) {
          value = (value + 1) % 256;
          if ('length' in step) {
            buffer.addBytes(new Uint8Array(step.length).fill(value));
            for (let i = 0; i < step.length; i++) expected.push(value);
          } else if (step.do === 'number') {
            buffer.addNumbered(byTen, value);
            for (let i = 0; i < 10; i++) expected.push(value);
          } else if (step.do === 'flush') buffer.flush();
          else if (step.do === 'stall') stream.isSlow = true;
          else stream.takeAll();
        }
        stream.takeAll();
        buffer.flush();
        expect(Buffer.from(stream.taken).equals(Buffer.from(expected))).toBe(true);
        expect(buffer.pendingBytes).toBe(0);
      }),
    );
  });

  it('asks once to be flushed later, and once more after that', () => {
    const waiting: Flushable[] = [];
    const stream = new Taker();
    const buffer = new OutputBuffer(stream, (flushable) => waiting.push(flushable));
    for (let number = 1; number <= 3; number++) buffer.addNumbered(byTen, number);
    expect([waiting.length, stream.taken.length, buffer.pendingBytes]).toEqual([1, 0, 30]);
    waiting[0]?.flush();
    expect(stream.taken).toHaveLength(30);
    buffer.addNumbered(byTen, 4);
    expect(waiting).toHaveLength(2);
  });
});
