import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { leftOpenSince, openHandles } from './open-handles.js';

describe('the leak guard', () => {
  const leaked = createServer();
  afterAll(() => {
    leaked.close();
  });

  it.fails('fails a test that leaves a server listening', async () => {
    leaked.listen(0, '127.0.0.1');
    await once(leaked, 'listening');
  });

  it('names a server, a socket and a child process', async () => {
    const before = openHandles();
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    const server = createServer((socket) => socket.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await leftOpenSince(before, 0)).toEqual(
      expect.arrayContaining(['1 × ProcessWrap', '1 × TCPServerWrap', '1 × PipeWrap']),
    );
    child.stdin.end();
    server.close();
    await Promise.all([once(child, 'close'), once(server, 'close')]);
    expect(await leftOpenSince(before)).toEqual([]);
  });
});
