import type { GearctlError } from '../../errors.js';
import { Worker } from '../../worker/index.js';
import { JobLanes } from './job-lanes.js';
import type { Load, LoadSetting } from './load.js';
import { type Turn, Turns } from './turns.js';

/** How many jobs may be under way while the queue is filled. */
const FILL_AT_ONCE = 4096;

/** Fills a queue and empties it: how fast the server gives jobs out and takes their results. */
export class WorkLoad implements Load {
  readonly #setting: LoadSetting;
  readonly #workers: readonly Worker[];

  constructor(setting: LoadSetting) {
    const { connection, atOnce } = setting;
    this.#setting = setting;
    this.#workers = Array.from({ length: atOnce }, () => new Worker({ ...connection, reconnect: false }));
  }

  /** Has a job in the queue for each operation, and one more for each worker to connect for. */
  async prepare(): Promise<void> {
    const { count, functionName, run, now } = this.#setting;
    await using lanes = new JobLanes({ ...this.#setting, atOnce: FILL_AT_ONCE });
    await lanes.submit(new Turns({ count: count + this.#workers.length, intervalMs: undefined }, run.ended, now));
    if (run.error !== undefined) throw run.error;
    await Promise.all(
      this.#workers.map((worker) => {
        worker.register(functionName, () => '');
        return worker.runOnce({ signal: run.halted });
      }),
    );
  }

  async perform(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => this.#work(worker)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  /** Takes a job for each turn. Its latency is the time from being free for it to having it. */
  async #work(worker: Worker): Promise<void> {
    const { functionName, turns, meter, run } = this.#setting;
    let turn: Turn | undefined = await turns.take();
    if (turn === undefined) return;
    worker.register(functionName, async () => {
      if (turn !== undefined) meter.done(turn.startMs);
      turn = await turns.take();
      if (turn === undefined) void worker.stop();
      return '';
    });
    await worker.run({ signal: run.halted }).catch((error: GearctlError) => run.halt(error));
  }
}
