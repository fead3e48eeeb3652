import { Client } from '../client/client.js';
import type { ClientOptions } from '../client/client-options.js';
import type { Priority } from '../client/task.js';
import type { TaskEvent } from '../client/task-event.js';
import type { GearctlError } from '../errors.js';
import { IdleLimit, idleTooLong } from './idle-limit.js';

/** What is to be done with workloads. Names and IDs are byte strings. */
export interface TurnJobs {
  readonly connection: Pick<ClientOptions, 'servers' | 'tls'>;
  /** Each workload is submitted to all of them, in this order. */
  readonly functions: readonly string[];
  readonly priority: Priority;
  /** Gives the unique ID of a job. */
  unique(workload: Uint8Array): string;
  /** The longest wait for the server to say anything, in ms. Default: none. */
  readonly idleTimeoutMs?: number | undefined;
}

/** What jobs report, but for those that are lost. */
export type TurnEvent = Exclude<TaskEvent, { readonly type: 'lost' }>;

/** Hears of jobs. */
export interface TurnReport {
  /** While the promise that it may return is pending, nothing more comes. */
  event(functionName: string, event: TurnEvent): void | Promise<void>;
  /** Some jobs of a workload, or all, have ended without an outcome. Told once for each workload. */
  lost(error: GearctlError): void;
}

const LARGEST_PACKET_BYTES = 0xffff_ffff;

/**
 * Submits workloads one after the other, each to all functions at once, and tells what becomes of the jobs. Nothing is
 * sent twice: a job that is lost is told of and left at that.
 */
export class JobTurns implements AsyncDisposable {
  readonly #jobs: TurnJobs;
  readonly #report: TurnReport;
  readonly #client: Client;
  #idle: IdleLimit | undefined;

  constructor(jobs: TurnJobs, report: TurnReport) {
    this.#jobs = jobs;
    this.#report = report;
    this.#client = new Client({
      ...jobs.connection,
      maxSendings: 1,
      maxPacketBytes: LARGEST_PACKET_BYTES,
      onDial: (step) => this.#idle?.follow(step),
    });
  }

  /** Submits a workload and resolves when all its jobs have ended and been told of. */
  async submit(workload: Uint8Array): Promise<void> {
    const { functions, idleTimeoutMs } = this.#jobs;
    if (idleTimeoutMs === 0) return this.#report.lost(idleTooLong(0));
    const givenUp = new AbortController();
    using idle = new IdleLimit(idleTimeoutMs, (error) => givenUp.abort(error));
    this.#idle = idle;
    idle.restart();
    const ends = functions.map((name) => this.#submit(name, workload, idle, givenUp.signal));
    const losses = (await Promise.all(ends)).filter((error) => error !== undefined);
    this.#idle = undefined;
    const [loss] = losses;
    if (loss !== undefined) this.#report.lost(givenUp.signal.aborted ? givenUp.signal.reason : loss);
  }

  /** Gives up all that is under way. */
  close(): Promise<void> {
    return this.#client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Submits one job and resolves at its end; an error is why it is lost. */
  #submit(
    functionName: string,
    workload: Uint8Array,
    idle: IdleLimit,
    signal: AbortSignal,
  ): Promise<GearctlError | undefined> {
    const { priority } = this.#jobs;
    const unique = this.#jobs.unique(workload);
    return new Promise((resolve, reject) => {
      const onEvent = async (event: TaskEvent): Promise<void> => {
        if (event.type === 'lost') return resolve(event.error);
        idle.restart();
        await this.#report.event(functionName, event);
        if (isEnd(event)) resolve(undefined);
      };
      this.#client.submit(functionName, workload, {
        ...{ asBytes: true, unique, priority, signal },
        onEvent: (event) => onEvent(event).catch(reject),
      });
    });
  }
}

function isEnd({ type }: TurnEvent): boolean {
  return type === 'complete' || type === 'fail' || type === 'exception';
}
