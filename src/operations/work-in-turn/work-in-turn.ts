import type { GearctlError } from '../../errors.js';
import { type Job, Worker, type WorkerEvent, type WorkerOptions } from '../../worker/index.js';
import type { JobRunner, Trouble } from '../run-worker/job-runner.js';

/** What a worker that has one job at a time is to do. */
export interface TurnWish {
  /** Byte strings; servers are told of them in this order. */
  readonly functions: readonly string[];
  readonly connection: Pick<WorkerOptions, 'servers' | 'tls'>;
  /** Ends after so many turns, whatever became of them; 0 for never. */
  readonly turns: number;
  /** The longest wait for a job, in ms: when it has passed, that was a turn. Default: none. */
  readonly idleTimeoutMs?: number | undefined;
}

/** What is done with each job. */
export type TurnRunner = Pick<JobRunner, 'run'>;

/** Hears of turns without a job. */
export interface TurnListener {
  /** The wait for a job took too long. */
  idle(): void;
  /** A server was lost or cannot be reached. It is a turn when none can. */
  unreachable(error: GearctlError): void;
}

/** However often a worker wants to hear that there is no job: not more often. */
const SHORTEST_IDLE_MS = 10;

/** Who waits for a server that comes back looks for it as often as is no burden. */
const BACKOFF = { minMs: 100, maxMs: 2000 };

const LARGEST_PACKET_BYTES = 0xffff_ffff;

/**
 * Takes jobs of all servers and runs them, one at a time. A turn is a job that has ended in whatever way, a wait for a job
 * that took too long, or an attempt to reach the servers when none was there. Rejects with what keeps `runner` from
 * running jobs at all, and with NameError.
 */
export async function workInTurn(wish: TurnWish, runner: TurnRunner, listener: TurnListener): Promise<void> {
  const stop = new AbortController();
  let trouble: Trouble | undefined;
  const turns = new Turns(wish, listener, () => stop.abort());
  const worker = new Worker({
    ...wish.connection,
    backoff: BACKOFF,
    maxPacketBytes: LARGEST_PACKET_BYTES,
    onEvent: (event) => turns.note(event),
  });
  const handle = async (job: Job) => {
    const { functionName, handle, unique, server } = job;
    const ending = await runner.run(job, { functionName, handle, unique, server, slot: 1 });
    trouble ??= ending.trouble;
    if (trouble !== undefined) stop.abort();
    return ending.result;
  };
  for (const name of wish.functions) worker.register(name, handle, { asBytes: true });
  try {
    await worker.run({ signal: stop.signal, ...(wish.turns > 0 && { maxJobs: wish.turns }) });
  } finally {
    turns.end();
  }
  if (trouble !== undefined) throw trouble.error;
}

/** Counts the turns of a worker. */
class Turns {
  readonly #wish: TurnWish;
  readonly #listener: TurnListener;
  readonly #servers: number;
  readonly #onLast: () => void;
  readonly #connected = new Set<string>();
  #failures = 0;
  #done = 0;
  #isBusy = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(wish: TurnWish, listener: TurnListener, onLast: () => void) {
    this.#wish = wish;
    this.#listener = listener;
    this.#servers = wish.connection.servers?.length ?? 1;
    this.#onLast = onLast;
  }

  note(event: WorkerEvent): void {
    switch (event.type) {
      case 'connected':
        this.#connected.add(event.server);
        this.#failures = 0;
        break;
      case 'disconnected':
        this.#connected.delete(event.server);
        // Nobody connects again who would tell of it, and the last job is with the server still.
        if (event.error !== undefined && this.#done >= this.#limit) this.#listener.unreachable(event.error);
        break;
      case 'retrying':
        this.#fail(event.error, event.attempt);
        return;
      case 'job-started':
        this.#isBusy = true;
        break;
      case 'job-ended':
        this.#isBusy = false;
        this.#count();
        break;
      default:
        return;
    }
    this.#waitAnew();
  }

  /** Counts no more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#done = Number.POSITIVE_INFINITY;
  }

  #fail(error: GearctlError, attempt: number): void {
    if (this.#done >= this.#limit) return;
    this.#failures += 1;
    const isTurn = this.#connected.size === 0 && this.#failures >= this.#servers;
    if (isTurn || attempt === 1) this.#listener.unreachable(error);
    if (!isTurn) return;
    this.#failures = 0;
    this.#count();
  }

  #waitAnew(): void {
    clearTimeout(this.#timer);
    const { idleTimeoutMs } = this.#wish;
    if (idleTimeoutMs === undefined || this.#isBusy || this.#connected.size === 0 || this.#done >= this.#limit) return;
    this.#timer = setTimeout(
      () => {
        this.#listener.idle();
        this.#count();
        this.#waitAnew();
      },
      Math.max(SHORTEST_IDLE_MS, idleTimeoutMs),
    );
  }

  #count(): void {
    this.#done += 1;
    if (this.#done === this.#limit) this.#onLast();
  }

  get #limit(): number {
    return this.#wish.turns || Number.POSITIVE_INFINITY;
  }
}
