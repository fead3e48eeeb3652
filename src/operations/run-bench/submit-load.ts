import { JobLanes } from './job-lanes.js';
import type { Load, LoadSetting } from './load.js';
import { Turns } from './turns.js';

/** Submits background jobs: how fast the server takes them in. */
export class SubmitLoad implements Load {
  readonly #setting: LoadSetting;
  readonly #lanes: JobLanes;

  constructor(setting: LoadSetting) {
    this.#setting = setting;
    this.#lanes = new JobLanes(setting);
  }

  async prepare(): Promise<void> {
    const { run, now } = this.#setting;
    await this.#lanes.submit(new Turns({ count: 1, intervalMs: undefined }, run.ended, now));
  }

  perform(): Promise<void> {
    return this.#lanes.submit(this.#setting.turns);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#lanes[Symbol.asyncDispose]();
  }
}
