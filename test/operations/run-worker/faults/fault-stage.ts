import { once } from 'node:events';
import { join } from 'node:path';
import { startGearmand } from '../../../support/gearmand.js';
import { startGearctl } from '../../../support/run-gearctl.js';

/** A server that is killed now and then. */
export interface FaultStage {
  readonly address: string;
  /** Whether it has its background jobs again when it is back. */
  readonly isDurable: boolean;
  /** Kills it and starts it again, perhaps with another address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's gearmand, which keeps nothing. */
export async function gearmandStage(): Promise<FaultStage> {
  let gearmand = await startGearmand();
  return {
    get address() {
      return gearmand.address;
    },
    isDurable: false,
    async restart() {
      await gearmand.stop();
      gearmand = await startGearmand();
    },
    stop: () => gearmand.stop(),
  };
}

/** `gearctl serve` with a store in a folder. */
export async function serveStage(folder: string): Promise<FaultStage> {
  const start = async (listen: string) => {
    const child = startGearctl(['serve', '--listen', listen, '--store', join(folder, 'jobs.db')]);
    const closed = once(child, 'close');
    child.stderr.resume();
    const line = await Promise.race([once(child.stdout, 'data'), closed]);
    const stop = async () => {
      child.kill('SIGKILL');
      await closed;
    };
    return { address: `${line}`.trim(), stop };
  };
  let server = await start('127.0.0.1:0');
  const { address } = server;
  return {
    address,
    isDurable: true,
    async restart() {
      await server.stop();
      server = await start(address);
    },
    stop: () => server.stop(),
  };
}
