import { Client } from '../../client/index.js';
import type { Load, LoadSetting } from './load.js';
import { inLanes } from './turns.js';

/** Has bytes echoed: what the network and the server's handling of packets take, without any job. */
export class EchoLoad implements Load {
  readonly #setting: LoadSetting;
  readonly #client: Client;

  constructor(setting: LoadSetting) {
    this.#setting = setting;
    this.#client = new Client(setting.connection);
    setting.run.halted.addEventListener('abort', () => void this.#client.close(), { once: true });
  }

  prepare(): Promise<void> {
    return this.#echo();
  }

  perform(): Promise<void> {
    const { atOnce, turns, meter, run } = this.#setting;
    return inLanes(atOnce, turns, async ({ startMs }) => {
      try {
        await this.#echo();
        meter.done(startMs);
      } catch (error) {
        run.failed(error);
      }
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client.close();
  }

  async #echo(): Promise<void> {
    const [echo] = await this.#client.echo(this.#setting.workload);
    if (echo !== undefined && !echo.ok) throw echo.error;
  }
}
