/** When a pool ends for want of jobs. */
export interface IdleExitWish {
  /** After so long without a job, in ms. Default: never. */
  readonly idleExitMs?: number | undefined;
  /** As soon as no server has a job. */
  readonly exitsWhenEmpty?: boolean | undefined;
}

/** Notices that there has been no job for a while, or that there is none left. */
export class IdleExit<Worker> {
  readonly #wish: IdleExitWish;
  readonly #onIdle: () => void;
  /** The workers whose servers have said that there is nothing. */
  readonly #empty = new Set<Worker>();
  #timer: NodeJS.Timeout | undefined;

  /** Calls back at most once. */
  constructor(wish: IdleExitWish, onIdle: () => void) {
    this.#wish = wish;
    this.#onIdle = () => {
      this.stop();
      onIdle();
    };
  }

  /** Takes note that jobs run, or that none does. */
  look(isIdle: () => boolean): void {
    const { idleExitMs } = this.#wish;
    if (idleExitMs === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = isIdle() ? setTimeout(this.#onIdle, idleExitMs) : undefined;
  }

  /** Takes note that there is something for a worker, or that there is nothing for it on any server. */
  found(worker: Worker, hasJobs: boolean, workers: Iterable<Worker>): void {
    if (this.#wish.exitsWhenEmpty !== true) return;
    if (hasJobs) this.#empty.delete(worker);
    else this.#empty.add(worker);
    if ([...workers].every((each) => this.#empty.has(each))) this.#onIdle();
  }

  /** Notices nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
