import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { GatheredBytes } from '../../../src/operations/submit-jobs/gathered-bytes.js';

const MIB = 1024 * 1024;

describe('gathered bytes', () => {
  it('are the pieces one after the other, and then gone', () => {
    const bytes = new GatheredBytes();
    for (const piece of ['one ', '', 'two ', 'three']) bytes.add(Buffer.from(piece));
    expect(bytes.isEmpty).toBe(false);
    expect(String(bytes.take())).toBe('one two three');
    expect(bytes.isEmpty).toBe(true);
    expect(bytes.take()).toHaveLength(0);
  });

  it('are not copied if there is but one piece, however large', () => {
    const bytes = new GatheredBytes();
    const piece = Buffer.alloc(2 * MIB);
    bytes.add(piece);
    expect(bytes.take()).toBe(piece);
  });

  it.each([MIB - 1, MIB, MIB + 1, 9 * MIB + 17])('are right at a size of %d bytes', (size) => {
    const whole = randomBytes(size);
    const bytes = new GatheredBytes();
    for (let at = 0; at < size; at += 100_000) bytes.add(whole.subarray(at, at + 100_000));
    expect(Buffer.compare(bytes.take(), whole)).toBe(0);
  });

  it('can be sent when they are large', async () => {
    const whole = randomBytes(3 * MIB);
    const bytes = new GatheredBytes();
    for (let at = 0; at < whole.length; at += MIB) bytes.add(whole.subarray(at, at + MIB));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const client = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
    const [accepted] = await once(server, 'connection');
    client.end(bytes.take());
    const received = createHash('sha256');
    for await (const chunk of accepted) received.update(chunk);
    expect(received.digest('hex')).toBe(createHash('sha256').update(whole).digest('hex'));
    server.close();
    await once(server, 'close');
  });
});
