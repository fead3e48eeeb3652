import { describe, expect, it } from 'vitest';
import { ResultTooLargeError } from '../../../src/errors.js';
import { type ResultMode, resultOutput } from '../../../src/operations/run-worker/result-output.js';

const KIB = 1024;

/** A connection that notes what is sent and has room when it is told to. */
class Wire {
  readonly sent: Buffer[] = [];
  isFull = false;
  readonly #waiting: (() => void)[] = [];

  sendData(data: Uint8Array): void {
    this.sent.push(Buffer.from(data));
  }

  flushed(): Promise<void> {
    return this.isFull ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  makeRoom(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Bytes that differ from place to place. */
function sample(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
}

async function passThrough(mode: ResultMode, chunks: readonly Uint8Array[], maxBytes = 1024 * KIB) {
  const wire = new Wire();
  const output = resultOutput(mode, wire, maxBytes);
  for (const chunk of chunks) await output.take(chunk);
  return { data: wire.sent, rest: Buffer.from(output.rest()) };
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

describe('auto', () => {
  it('keeps a result of up to 256 KiB together', async () => {
    const bytes = sample(256 * KIB);
    for (const size of [1000, 64 * KIB, 256 * KIB]) {
      const { data, rest } = await passThrough('auto', cut(bytes, size));
      expect(data).toEqual([]);
      expect(rest.equals(bytes)).toBe(true);
    }
  });

  it('streams a larger one in pieces of 64 KiB, and keeps less than that for the end', async () => {
    const bytes = sample(400 * KIB + 5);
    for (const size of [1, 999, 64 * KIB, 400 * KIB + 5]) {
      const { data, rest } = await passThrough('auto', cut(bytes, size));
      expect(data.map((piece) => piece.length)).toEqual(Array(6).fill(64 * KIB));
      expect(Buffer.concat([...data, rest]).equals(bytes)).toBe(true);
    }
  });

  it('gives no bytes for a command that wrote none', async () => {
    expect(await passThrough('auto', [])).toEqual({ data: [], rest: Buffer.alloc(0) });
  });

  it('takes no more while the connection is full', async () => {
    const wire = new Wire();
    wire.isFull = true;
    const output = resultOutput('auto', wire, 1024 * KIB);
    expect(output.take(sample(256 * KIB))).toBeUndefined();
    let hasRoom = false;
    const taken = Promise.resolve(output.take(sample(64 * KIB))).then(() => {
      hasRoom = true;
    });
    await Promise.resolve();
    expect(hasRoom).toBe(false);
    wire.makeRoom();
    await taken;
    expect(wire.sent).toHaveLength(4);
  });
});

describe('the other modes', () => {
  it('complete keeps everything, whatever its size, and throws beyond the limit', async () => {
    const bytes = sample(500 * KIB);
    const { data, rest } = await passThrough('complete', cut(bytes, 50_000));
    expect(data).toEqual([]);
    expect(rest.equals(bytes)).toBe(true);
    await expect(passThrough('complete', cut(bytes, 50_000), 400 * KIB)).rejects.toThrow(ResultTooLargeError);
  });

  it('data sends each chunk as it comes', async () => {
    expect(await passThrough('data', [Buffer.from('one'), Buffer.from('two')])).toEqual({
      data: [Buffer.from('one'), Buffer.from('two')],
      rest: Buffer.alloc(0),
    });
  });

  it('lines sends each line once, with its newline', async () => {
    const { data, rest } = await passThrough('lines', [Buffer.from('a\nb'), Buffer.from('c\n\nlast')]);
    expect(data.map(String)).toEqual(['a\n', 'bc\n', '\n']);
    expect(String(rest)).toBe('last');
  });

  it('drop sends nothing', async () => {
    expect(await passThrough('drop', [sample(500 * KIB)])).toEqual({ data: [], rest: Buffer.alloc(0) });
  });
});
