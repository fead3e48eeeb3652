import { Client } from '../../client/index.js';
import type { GearctlError } from '../../errors.js';
import { Worker } from '../../worker/index.js';
import type { Load, LoadSetting } from './load.js';
import { inLanes } from './turns.js';

/** Each slot of a worker is a connection. */
const MAX_SLOTS = 16;

/** Submits foreground jobs and waits for their results, which a worker in this process sends: it returns the workload. */
export class RoundTripLoad implements Load {
  readonly #setting: LoadSetting;
  readonly #client: Client;
  readonly #worker: Worker;
  #working: Promise<void> = Promise.resolve();

  constructor(setting: LoadSetting) {
    const { connection, functionName, atOnce, run } = setting;
    this.#setting = setting;
    this.#client = new Client({ ...connection, window: atOnce, maxSendings: 1 });
    this.#worker = new Worker({ ...connection, concurrency: Math.min(atOnce, MAX_SLOTS), reconnect: false });
    this.#worker.register(functionName, ({ workload }) => workload);
    run.halted.addEventListener('abort', () => void this.#client.close(), { once: true });
  }

  prepare(): Promise<void> {
    const { run } = this.#setting;
    this.#working = this.#worker.run({ signal: run.halted }).catch((error: GearctlError) => run.halt(error));
    return this.#roundTrip();
  }

  perform(): Promise<void> {
    const { atOnce, turns, meter, run } = this.#setting;
    return inLanes(atOnce, turns, async ({ startMs }) => {
      try {
        await this.#roundTrip();
        meter.done(startMs);
      } catch (error) {
        run.failed(error);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#client.close(), this.#worker.stop()]);
    await this.#working;
  }

  async #roundTrip(): Promise<void> {
    const { functionName, workload } = this.#setting;
    await this.#client.run(functionName, workload);
  }
}
