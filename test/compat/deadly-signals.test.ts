import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProgram } from './program-run.js';

describe('a signal that a program does not listen to', () => {
  /** It reads and never answers. */
  let server: Server;
  let asked: Promise<Socket>;
  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    asked = once(server, 'connection').then(async ([socket]: Socket[]) => {
      if (socket === undefined) throw new Error('a connection without a socket');
      await once(socket, 'data');
      return socket;
    });
    await once(server, 'listening');
  });
  afterEach(async () => {
    (await asked).destroy();
    server.close();
    await once(server, 'close');
  });

  const port = () => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? `${address.port}` : '';
  };

  const PROGRAMS = [
    ['gearman', '-f', 'q', 'data'],
    ['gearman', '-b', '-f', 'q', 'data'],
    ['gearman', '-w', '-f', 'q', '--', 'cat'],
    ['gearadmin', '--status'],
  ] as const;
  const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const;

  it.each(PROGRAMS.flatMap(([name, ...args]) => SIGNALS.map((signal) => ({ name, args, signal }))))(
    'ends $name $args: $signal',
    async ({ name, args, signal }) => {
      const { child, ended } = startProgram(name, ['-h', '127.0.0.1', '-p', port(), ...args]);
      await asked;
      child.kill(signal);
      expect(await ended).toEqual({ status: signal, stdout: '', stderr: '' });
    },
  );
});
