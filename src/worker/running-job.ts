import { ClosedError, type GearctlError } from '../errors.js';
import type { Packet } from '../protocol/index.js';
import { type AssignPacket, Job, type JobLine } from './job.js';
import type { WorkerConnection } from './worker-connection.js';

/** A job between its assignment and the end of its handler. */
export class RunningJob implements JobLine {
  readonly job: Job;
  readonly connection: WorkerConnection;
  readonly #startedAtMs = performance.now();
  #loss: GearctlError | undefined;
  #lost: AbortController | undefined;

  constructor(assigned: AssignPacket, connection: WorkerConnection) {
    this.connection = connection;
    this.job = new Job(assigned, this);
  }

  get server(): string {
    return this.connection.server;
  }

  get durationMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  /** Why the job was lost or given back; undefined while it is ours. */
  get loss(): GearctlError | undefined {
    return this.#loss;
  }

  get isLost(): boolean {
    return this.#loss !== undefined;
  }

  /** Made when somebody looks at it, for most jobs run without. */
  get signal(): AbortSignal {
    if (this.#lost === undefined) {
      this.#lost = new AbortController();
      if (this.#loss !== undefined) this.#lost.abort(this.#loss);
    }
    return this.#lost.signal;
  }

  send(packet: Packet): void {
    this.connection.send(packet);
  }

  flushed(): Promise<void> {
    return this.connection.flushed();
  }

  giveBack(): void {
    this.lose(new ClosedError(`the job was given back to ${this.server}`));
    this.connection.giveBack();
  }

  /** The job is not ours any more. */
  lose(error: GearctlError): void {
    if (this.#loss !== undefined) return;
    this.#loss = error;
    this.#lost?.abort(error);
  }
}
