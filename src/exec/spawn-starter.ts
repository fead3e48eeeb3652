import type { CommandStarter, Kinship, StarterSeat } from './command-starter.js';
import { Guardian } from './guardian.js';
import { removeDirectory } from './remove-directory.js';
import { SpawnSeat } from './spawn-seat.js';

/** Starts commands by ChildProcess, where there is no perl: several times slower, and otherwise the same. */
export class SpawnStarter implements CommandStarter {
  readonly directory: string;
  readonly kinship: Kinship;
  readonly #guardian: Guardian;

  constructor(directory: string, kinship: Kinship) {
    this.directory = directory;
    this.kinship = kinship;
    this.#guardian = new Guardian(directory);
  }

  openSeat(): StarterSeat {
    return new SpawnSeat(this.kinship, this.#guardian);
  }

  async close(): Promise<void> {
    await removeDirectory(this.directory);
    await this.#guardian.close();
  }
}
