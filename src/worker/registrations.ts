import { UsageError } from '../errors.js';
import { decodeText } from '../protocol/index.js';
import { functionNameOf } from '../protocol/names.js';
import type { Abilities } from './abilities.js';
import type { Job } from './job.js';

/** What a handler gives: the result; nothing is an empty one. */
export type HandlerResult = Uint8Array | string | undefined;

/**
 * Runs a job. What it throws is sent as an exception. A job that it ended itself, by `fail` for instance, is left as it
 * is.
 */
export type Handler = (job: Job) => HandlerResult | Promise<HandlerResult>;

/** How a function is registered. */
export interface RegisterOptions {
  /**
   * After which time the server takes a job away from us, in ms; gearmand rounds up to a second. It gives the job to
   * another worker then, and tells nobody. Default: never.
   */
  readonly timeoutMs?: number;
  /** The name is a byte string, for one that is no UTF-8: each character stands for the byte of its number. */
  readonly asBytes?: boolean;
}

const MAX_TIMEOUT_MS = 0x7fffffff;

/** The functions of a worker. A handler outlives its ability: a job that is on its way still needs it. */
export class Registrations {
  readonly #handlers = new Map<string, Handler>();
  readonly #abilities = new Map<string, number | undefined>();

  /** What servers are told. */
  get abilities(): Abilities {
    return this.#abilities;
  }

  /** Adds a function, or gives it another handler. Throws NameError, UsageError. */
  add(functionName: string, handler: Handler, { timeoutMs, asBytes }: RegisterOptions): void {
    if (timeoutMs !== undefined && !(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
      throw new UsageError(`a time-out of ${timeoutMs} ms cannot be asked for: it is from 1 to ${MAX_TIMEOUT_MS}`);
    }
    const name = asBytes ? functionName : functionNameOf(functionName);
    this.#abilities.set(name, timeoutMs === undefined ? undefined : Math.ceil(timeoutMs));
    this.#handlers.set(decodeText(name), handler);
  }

  /** Takes an ability away. Throws NameError. */
  remove(functionName: string): void {
    this.#abilities.delete(functionNameOf(functionName));
  }

  /** Takes all abilities away. */
  removeAll(): void {
    this.#abilities.clear();
  }

  /** Gives the handler for jobs of a function. */
  handler(functionName: string): Handler | undefined {
    return this.#handlers.get(functionName);
  }
}
