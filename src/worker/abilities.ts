import type { Packet } from '../protocol/index.js';

/** What a worker can do: byte strings of function names, with the server's time-out in ms where one is wanted. */
export type Abilities = ReadonlyMap<string, number | undefined>;

/** Those of a worker that takes nothing. */
export const NO_ABILITIES: Abilities = new Map();

/**
 * What one server was told of a worker's abilities. Only differences are sent, and CANT_DO is sent for each function:
 * gearmand counts a function twice that is announced twice, and some servers close on RESET_ABILITIES.
 */
export class ToldAbilities {
  readonly #told = new Map<string, number | undefined>();

  /** Forgets all: a new connection knows nothing. */
  clear(): void {
    this.#told.clear();
  }

  /**
   * Gives the packets that bring the server up to date, in order, and counts them as sent. A function that is held stays
   * announced: gearmand takes away a job whose function is withdrawn, also one that is on its way to us. `complete` is
   * false while one is held.
   */
  update(wanted: Abilities, isHeld: (functionName: string) => boolean): { packets: Packet[]; complete: boolean } {
    const packets: Packet[] = [];
    let complete = true;
    for (const [functionName, timeoutMs] of this.#told) {
      if (wanted.has(functionName) && wanted.get(functionName) === timeoutMs) continue;
      if (isHeld(functionName)) {
        complete = false;
        continue;
      }
      packets.push({ type: 'CANT_DO', functionName });
      this.#told.delete(functionName);
    }
    for (const [functionName, timeoutMs] of wanted) {
      if (this.#told.has(functionName)) continue;
      packets.push(abilityPacket(functionName, timeoutMs));
      this.#told.set(functionName, timeoutMs);
    }
    return { packets, complete };
  }
}

function abilityPacket(functionName: string, timeoutMs: number | undefined): Packet {
  if (timeoutMs === undefined) return { type: 'CAN_DO', functionName };
  return { type: 'CAN_DO_TIMEOUT', functionName, timeoutMs: String(timeoutMs) };
}
