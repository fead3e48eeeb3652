import { ConnectionLostError, GearctlError, JobExceptionError, JobFailedError, ServerError } from '../../errors.js';
import type { Meter } from './meter.js';

/** What a server may say of one operation and do better with the next. */
const ANSWERS = [ServerError, JobFailedError, JobExceptionError];

/** Without an answer for so long, the server counts as lost. */
const PATIENCE_MS = 10_000;

/** Says when a run is over: `ended` lets what is under way come to its end, `halted` does not. */
export class BenchRun implements Disposable {
  readonly #meter: Meter;
  readonly #signal: AbortSignal;
  readonly #ended = new AbortController();
  readonly #halted = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #error: GearctlError | undefined;

  /** When `signal` fires, the run is halted. */
  constructor(meter: Meter, signal: AbortSignal) {
    this.#meter = meter;
    this.#signal = signal;
    signal.addEventListener('abort', this.#halt, { once: true });
    if (signal.aborted) this.#halt();
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get halted(): AbortSignal {
    return this.#halted.signal;
  }

  /** Why it was halted, unless from outside; else the first thing that went wrong. */
  get error(): GearctlError | undefined {
    return this.#error;
  }

  /** Ends it after so many ms; from then on it waits only for what is under way. */
  endAfter(durationMs: number): void {
    this.#timer = setTimeout(() => {
      this.#ended.abort();
      this.#meter.touch();
    }, durationMs);
  }

  /** Halts it if the server has said nothing for long. Operations follow each other by `intervalMs`. */
  checkSilence(server: string, nowMs: number, intervalMs = 0): void {
    const patienceMs = PATIENCE_MS + (this.#ended.signal.aborted ? 0 : intervalMs);
    if (nowMs - this.#meter.quietSinceMs < patienceMs) return;
    this.halt(new ConnectionLostError(server, `${server} has not answered for ${PATIENCE_MS / 1000} s`));
  }

  /** Counts operations that went wrong, and halts the run unless the server can be expected to do better next time. */
  failed(error: unknown, operations = 1): void {
    if (this.#halted.signal.aborted) return;
    if (!(error instanceof GearctlError)) throw error;
    this.#meter.fail(operations);
    this.#error ??= error;
    if (!ANSWERS.some((Answer) => error instanceof Answer)) this.halt(error);
  }

  /** Ends it at once. */
  halt(error: GearctlError): void {
    if (this.#halted.signal.aborted) return;
    this.#error = error;
    this.#halt();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#halt);
  }

  readonly #halt = (): void => {
    this.#ended.abort();
    this.#halted.abort();
  };
}
