import { describe, expect, it } from 'vitest';
import { ResultTooLargeError } from '../../../src/errors.js';
import { GatheredOutput } from '../../../src/operations/submit-jobs/gathered-output.js';
import { type LaneOptions, OutputLanes } from '../../../src/operations/submit-jobs/output-lanes.js';
import { CapturedStream } from './captured-stream.js';

const MIB = 1024 * 1024;

function lanesWith(options: Partial<LaneOptions>) {
  const stream = new CapturedStream();
  const output = new GatheredOutput(stream);
  const lanes = new OutputLanes(output, { order: 'group', newlines: false, ...options });
  const open = () => {
    const lane = lanes.open();
    return {
      write: (text: string) => lane.write(Buffer.from(text)),
      end: () => lane.end(true),
      fail: () => lane.end(false),
    };
  };
  const written = async () => {
    await output.finish();
    return stream.text;
  };
  return { lanes, open, written };
}

describe('lanes in the order of the input', () => {
  it('write the first result through, and the others when it is their turn', async () => {
    const { open, written } = lanesWith({ order: 'input' });
    const [a, b, c] = [open(), open(), open()];
    c.write('c');
    c.end();
    b.write('b1 ');
    a.write('a1 ');
    expect(await written()).toBe('a1 ');
    a.write('a2 ');
    a.end();
    expect(await written()).toBe('a1 a2 b1 ');
    b.write('b2 ');
    expect(await written()).toBe('a1 a2 b1 b2 ');
    b.end();
    expect(await written()).toBe('a1 a2 b1 b2 c');
  });

  it('are full while too much waits, and have room again when the first has ended', async () => {
    const { lanes, open } = lanesWith({ order: 'input' });
    const [first, second] = [open(), open()];
    second.write('x'.repeat(33 * MIB));
    expect(lanes.isFull).toBe(true);
    first.end();
    expect(lanes.isFull).toBe(false);
  });

  it('are full when too many wait, however short their results are', () => {
    const { lanes, open } = lanesWith({ order: 'input' });
    open();
    for (let i = 0; i < 5000; i++) open().end();
    expect(lanes.isFull).toBe(true);
  });
});

describe('grouped lanes', () => {
  it('write each result in one piece, as it ends', async () => {
    const { open, written } = lanesWith({ order: 'group' });
    const [a, b] = [open(), open()];
    a.write('a1 ');
    b.write('b1 ');
    b.write('b2 ');
    b.end();
    expect(await written()).toBe('b1 b2 ');
    a.write('a2 ');
    a.end();
    expect(await written()).toBe('b1 b2 a1 a2 ');
  });

  it('let a large result through before its end, and the others wait for it', async () => {
    const { open, written } = lanesWith({ order: 'group' });
    const [large, small] = [open(), open()];
    large.write('l'.repeat(MIB + 1));
    small.write('s');
    small.end();
    expect((await written()).length).toBe(MIB + 1);
    large.write('!');
    large.end();
    expect((await written()).slice(-3)).toBe('l!s');
  });

  it('refuse to keep more than they may, and free what that result had', () => {
    const { lanes, open } = lanesWith({ order: 'group', maxHeldBytes: 4 * MIB });
    const [front, other] = [open(), open()];
    front.write('f'.repeat(MIB + 1));
    other.write('o'.repeat(4 * MIB));
    expect(() => other.write('o')).toThrow(ResultTooLargeError);
    other.fail();
    front.end();
    expect(lanes.isFull).toBe(false);
  });
});

describe('mixed lanes', () => {
  it('write every piece as it comes', async () => {
    const { open, written } = lanesWith({ order: 'mixed', newlines: true });
    const [a, b] = [open(), open()];
    a.write('a1 ');
    b.write('b1 ');
    a.write('a2 ');
    a.end();
    b.end();
    expect(await written()).toBe('a1 b1 a2 ');
  });
});

describe('the newline between results', () => {
  it('comes where a result does not end in one, and not behind the last', async () => {
    const { open, written } = lanesWith({ order: 'input', newlines: true });
    for (const text of ['one', 'two\n', 'three']) {
      const lane = open();
      lane.write(text);
      lane.end();
    }
    expect(await written()).toBe('one\ntwo\nthree');
  });

  it('sets empty results apart, but not what is none', async () => {
    const { open, written } = lanesWith({ order: 'input', newlines: true });
    const [a, empty, failed, b] = [open(), open(), open(), open()];
    a.write('a');
    a.end();
    empty.end();
    failed.fail();
    b.write('b');
    b.end();
    expect(await written()).toBe('a\n\nb');
  });

  it('is left out if it was not asked for', async () => {
    const { open, written } = lanesWith({ order: 'input', newlines: false });
    for (const text of ['one', 'two']) {
      const lane = open();
      lane.write(text);
      lane.end();
    }
    expect(await written()).toBe('onetwo');
  });
});
