import { startServer } from '../../src/server/index.js';
import { startGearmand } from '../support/gearmand.js';

/** A job server that runs, whichever it is. */
export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** This server and, as the control of each test, the one whose place it takes. */
export const SERVERS = {
  'this server': async (): Promise<RunningServer> => {
    const server = await startServer({ port: 0 });
    return { port: server.port, stop: () => server.close({ graceMs: 0 }) };
  },
  gearmand: async (): Promise<RunningServer> => await startGearmand(),
} as const;

export type ServerName = keyof typeof SERVERS;

export const SERVER_NAMES = Object.keys(SERVERS) as ServerName[];

/** Uses both servers at the same time, and gives what came of it with each. */
export async function onBothServers<T>(use: (server: RunningServer) => Promise<T>): Promise<Record<ServerName, T>> {
  const results = await Promise.allSettled(
    SERVER_NAMES.map(async (name) => {
      const server = await SERVERS[name]();
      try {
        return [name, await use(server)] as const;
      } finally {
        await server.stop();
      }
    }),
  );
  const given = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return Object.fromEntries(given) as Record<ServerName, T>;
}
