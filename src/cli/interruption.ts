import { AbortedError, type GearctlError, OutputError, TimeoutError } from '../errors.js';
import { systemMessage } from '../system-message.js';
import { EXIT } from './exit-codes.js';

/** Why a command has to end before its work is done, and its exit code. */
export interface StopReason {
  readonly exit: number;
  readonly error: GearctlError;
  /** True when there is nobody to tell, or nothing they do not know. */
  readonly silent: boolean;
}

/** Where signals come from: the process. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): this;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): this;
}

const EXIT_BY_SIGNAL = { SIGINT: EXIT.INTERRUPTED, SIGTERM: EXIT.TERMINATED } as const;
type StopSignal = keyof typeof EXIT_BY_SIGNAL;

/**
 * All that can end a command early, as one AbortSignal for whatever it does: ^C and SIGTERM, a time-out, an output that
 * nobody reads or that cannot be written. The first reason counts. With the first signal the process gets its usual
 * signals back, so that a second one always ends a command that hangs.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #process: SignalSource;
  #timer: NodeJS.Timeout | undefined;
  #reason: StopReason | undefined;

  constructor(process: SignalSource) {
    this.#process = process;
  }

  /** Aborts with the reason's error. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Makes SIGINT and SIGTERM a reason, until `close`. */
  onSignals(): void {
    this.#process.on('SIGINT', this.#stopBySignal).on('SIGTERM', this.#stopBySignal);
  }

  /** Makes `timeoutMs` without `close` a reason, told by `message`; 0 sets no limit. */
  onTimeout(timeoutMs: number, message: string): void {
    clearTimeout(this.#timer);
    if (timeoutMs === 0) return;
    this.#timer = setTimeout(() => {
      this.#stop({ exit: EXIT.TIMEOUT, error: new TimeoutError(message), silent: false });
    }, timeoutMs);
  }

  /** Makes what happened to the output the reason. */
  outputFailed(error: NodeJS.ErrnoException): void {
    const gone = error.code === 'EPIPE';
    const failure = new OutputError(`cannot write the output: ${systemMessage(error)}`, { cause: error });
    this.#stop({ exit: gone ? EXIT.PIPE : EXIT.IOERR, error: failure, silent: gone });
  }

  /** Lets go of the process and of the timer. */
  close(): void {
    clearTimeout(this.#timer);
    this.#process.off('SIGINT', this.#stopBySignal).off('SIGTERM', this.#stopBySignal);
  }

  readonly #stopBySignal = (signal: NodeJS.Signals): void => {
    this.close();
    const exit = EXIT_BY_SIGNAL[signal as StopSignal];
    this.#stop({ exit, error: new AbortedError(`stopped by ${signal}`, { signal }), silent: true });
  };

  #stop(reason: StopReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller.abort(reason.error);
  }
}
