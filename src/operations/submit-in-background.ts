import { BulkClient, type BulkListener } from '../client/bulk/bulk-client.js';
import { BatchEncoder, batchOfOne, submissionHead } from '../client/bulk/submission-batch.js';
import type { DialStep } from '../client/client-options.js';
import { type Submission, submissionOf } from '../client/submission.js';
import { ClosedError, type GearctlError, type ServerError } from '../errors.js';
import { IdleLimit, idleTooLong } from './idle-limit.js';
import type { TurnJobs } from './submit-in-turn.js';

/** Hears what becomes of background jobs, in the order in which they were submitted. */
export interface BackgroundReport {
  /** A server has accepted the next one. The handle is a view on bytes that change. */
  accepted(handle: Uint8Array): void;
  /** So many workloads in a row have not been accepted, or it is not known: by all functions, or by some. */
  lost(error: GearctlError, workloads: number): void;
}

/** A batch is sent when it has so many jobs or bytes, or when the input pauses. */
const BATCH_JOBS = 512;
const BATCH_BYTES = 64 * 1024;

/** Larger workloads are not copied. */
const LARGE_BYTES = 64 * 1024;

const LARGEST_PACKET_BYTES = 0xffff_ffff;

/**
 * Submits workloads as background jobs, each to all functions, many before the first is answered. Of those whose answers
 * are lost with a connection the first is given up and the others are sent again.
 */
export class BackgroundJobs implements BulkListener {
  readonly #jobs: TurnJobs;
  readonly #report: BackgroundReport;
  readonly #submissions: readonly Submission[];
  readonly #encoder: BatchEncoder;
  readonly #idle: IdleLimit;
  #client: BulkClient;
  #unanswered = 0;
  #timeout: GearctlError | undefined;
  #closing: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  constructor(jobs: TurnJobs, report: BackgroundReport) {
    const { functions, priority } = jobs;
    this.#jobs = jobs;
    this.#report = report;
    this.#submissions = functions.map((name) => submissionOf(name, { asBytes: true, background: true, priority }));
    this.#encoder = new BatchEncoder();
    this.#client = this.#newClient();
    this.#idle = new IdleLimit(jobs.idleTimeoutMs, (error) => this.#giveUp(error));
  }

  /** Submits workloads, and resolves when there is room for more. */
  async submit(workloads: Iterable<Uint8Array>): Promise<void> {
    for (const workload of workloads) {
      if (this.#jobs.idleTimeoutMs === 0) this.#report.lost(idleTooLong(0), 1);
      else this.#add(workload);
    }
    this.#send();
    await this.#client.ready();
  }

  /**
   * Resolves when all jobs are answered or given up. The connection is closed thereafter: a process that exits at once
   * leaves that to the system, for it takes Node a millisecond.
   */
  async finish(): Promise<void> {
    if (this.#unanswered > 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    await this.#closing;
    process.nextTick(() => void this.#client.close());
  }

  accepted(handle: Uint8Array): void {
    this.#report.accepted(handle);
    this.#answered(1);
  }

  refused(error: ServerError): void {
    this.#report.lost(error, 1);
    this.#answered(1);
  }

  lost(jobs: number, error: GearctlError): void {
    const reason = error instanceof ClosedError ? (this.#timeout ?? error) : error;
    this.#report.lost(reason, Math.ceil(jobs / this.#submissions.length));
    this.#answered(jobs);
  }

  #newClient(): BulkClient {
    const options = { ...this.#jobs.connection, maxPacketBytes: LARGEST_PACKET_BYTES };
    return new BulkClient({ ...options, afterLoss: 'skip-first', onDial: (step) => this.#follow(step) }, this);
  }

  #follow(step: DialStep): void {
    if (this.#unanswered > 0) this.#idle.follow(step);
  }

  #add(workload: Uint8Array): void {
    for (const submission of this.#submissions) {
      const head = submissionHead({ ...submission, unique: this.#jobs.unique(workload) });
      if (workload.length < LARGE_BYTES) {
        this.#encoder.add(head, workload, 0, workload.length);
        if (this.#encoder.jobs >= BATCH_JOBS || this.#encoder.bytes >= BATCH_BYTES) this.#send();
      } else {
        this.#send();
        this.#begin(1);
        this.#client.submit(batchOfOne(head, workload));
      }
    }
  }

  #send(): void {
    if (this.#encoder.jobs === 0) return;
    this.#begin(this.#encoder.jobs);
    this.#client.submit(this.#encoder.take());
  }

  #begin(jobs: number): void {
    if (this.#unanswered === 0) this.#idle.restart();
    this.#unanswered += jobs;
  }

  #answered(jobs: number): void {
    this.#unanswered -= jobs;
    if (this.#unanswered > 0) {
      this.#idle.restart();
      return;
    }
    this.#idle.stop();
    this.#wake();
  }

  /** Ends the wait for all that is not answered; what comes later gets a connection of its own. */
  #giveUp(error: GearctlError): void {
    this.#timeout = error;
    const client = this.#client;
    this.#client = this.#newClient();
    this.#closing = Promise.all([this.#closing, client.close()]).then(() => undefined);
  }
}
