import { AbortedError, type GearctlError, OutputError, TimeoutError } from '../../errors.js';
import { TimeLimit } from '../../time-limit.js';
import type { JobRun } from './job-run.js';

/** What is given up. */
export interface GivenUpWork {
  /** The number of jobs under way. */
  readonly running: number;
  /** Those whose results are waited for. */
  readonly foreground: Iterable<JobRun>;
  giveUp(error: GearctlError): void;
}

const MAX_NAMED = 5;

/** Gives work up when a signal fires or its time has passed, and knows what was lost by that. */
export class GivingUp implements Disposable {
  readonly #work: GivenUpWork;
  readonly #signal: AbortSignal;
  readonly #limit: TimeLimit | undefined;
  #notice: string | undefined;

  /** The reason of `signal` is a GearctlError. A `timeoutMs` of 0 is no limit. */
  constructor(work: GivenUpWork, signal: AbortSignal, timeoutMs: number) {
    this.#work = work;
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (timeoutMs > 0) {
      const error = () => new TimeoutError(`the jobs did not end within ${timeoutMs / 1000} s`);
      this.#limit = new TimeLimit(timeoutMs, () => this.#giveUp(error())).restart();
    }
  }

  /** Says which jobs were under way and what becomes of them, if work was given up and there is somebody to tell. */
  get notice(): string | undefined {
    return this.#notice;
  }

  [Symbol.dispose](): void {
    this.#limit?.stop();
    this.#signal.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.#giveUp(this.#signal.reason as GearctlError);

  #giveUp(error: GearctlError): void {
    if (!(error instanceof OutputError)) this.#notice = lossNotice(this.#work);
    this.#work.giveUp(error);
  }
}

/** Tells whether the reason for giving up is known to whoever gave it. */
export function isKnownReason(error: GearctlError): boolean {
  return error instanceof AbortedError || error instanceof OutputError;
}

function lossNotice({ running, foreground }: GivenUpWork): string | undefined {
  const handles = [...foreground].flatMap(({ handle }) => (handle === undefined ? [] : [handle]));
  const unconfirmed = running - handles.length;
  const parts: string[] = [];
  if (handles.length === 1) parts.push(`${handles[0]} was running and its result is lost`);
  if (handles.length > 1) parts.push(`${listed(handles)} were running and their results are lost`);
  if (unconfirmed === 1) parts.push('one job was not confirmed, and may run or not');
  if (unconfirmed > 1) parts.push(`${unconfirmed} jobs were not confirmed, and may run or not`);
  return parts.length === 0 ? undefined : `waiting stopped; ${parts.join('; ')}`;
}

function listed(handles: readonly string[]): string {
  const named = handles.slice(0, MAX_NAMED);
  const rest = handles.length - named.length;
  return rest === 0 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : `${named.join(', ')} and ${rest} more`;
}
