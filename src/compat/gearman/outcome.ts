import { ConnectError, NoServerError, TimeoutError, TlsError } from '../../errors.js';
import { systemMessage } from '../../system-message.js';
import type { LateStream } from './late-stream.js';

/** What went wrong, said on stderr, and the exit status that comes of it. */
export class Outcome {
  readonly #stderr: LateStream;
  readonly #isLegacy: boolean;
  #status = 0;
  #beforeMessage: () => void = () => undefined;

  /** With GEARMAN_LEGACY_EXIT=1 in `env`, trouble leaves the status at 0. */
  constructor(stderr: LateStream, env: NodeJS.ProcessEnv) {
    this.#stderr = stderr;
    this.#isLegacy = env.GEARMAN_LEGACY_EXIT === '1';
  }

  /** 0 or 1. */
  get status(): number {
    return this.#status;
  }

  /** Notes a failure: of a job, as its worker said, or of what this program needs. It always shows in the status. */
  failed(): void {
    this.#status = 1;
  }

  /** Notes trouble: a job was not accepted, is lost, took too long or threw; a result could not be written. */
  troubled(): void {
    if (!this.#isLegacy) this.#status = 1;
  }

  /** What is to be done before each message. */
  beforeMessages(act: () => void): void {
    this.#beforeMessage = act;
  }

  /** Says what happened in a call. */
  say(call: string, error: unknown): void {
    this.#beforeMessage();
    this.#stderr.write(`gearman: ${call} : ${describe(error)}\n`);
  }
}

function describe(error: unknown): string {
  if (error instanceof NoServerError) return error.failures.map(describe).join(', ');
  if (error instanceof ConnectError || error instanceof TlsError)
    return `could not connect to ${error.server}: ${error.message}`;
  if (error instanceof TimeoutError) return `timeout reached: ${error.message}`;
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number'
    ? systemMessage(error)
    : messageOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
