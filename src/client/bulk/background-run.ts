import {
  AbortedError,
  type ClosedError,
  GearctlError,
  InputDataError,
  NoServerError,
  type ServerError,
} from '../../errors.js';
import { waitWithin } from '../../net/deadline.js';
import { readByteString } from '../../protocol/index.js';
import type { ClientOptions } from '../client-options.js';
import { handleText } from '../handle-text.js';
import { type Submission, workloadBytes } from '../submission.js';
import type { BackgroundOptions, BackgroundSummary, Workloads } from './background-options.js';
import { BulkClient, type BulkListener } from './bulk-client.js';
import { BatchEncoder, submissionHead } from './submission-batch.js';

/** A batch is sent when it has so many jobs or bytes, or when the workloads pause. */
const BATCH_JOBS = 256;
const BATCH_BYTES = 64 * 1024;

/** Many background jobs of one function on their way to a server, over a connection of their own. */
export class BackgroundRun implements BulkListener {
  readonly #functionName: string;
  readonly #options: BackgroundOptions;
  readonly #client: BulkClient;
  readonly #head: Uint8Array;
  readonly #encoder = new BatchEncoder();
  readonly #batchJobs: number;
  readonly #broken: Promise<never>;
  #break: (error: GearctlError) => void = () => undefined;
  #over: GearctlError | undefined;
  #flushQueued = false;
  #submitted = 0;
  #accepted = 0;
  #failed = 0;
  #whenAnswered: (() => void) | undefined;

  constructor(submission: Submission, functionName: string, client: ClientOptions, options: BackgroundOptions) {
    this.#functionName = functionName;
    this.#options = options;
    this.#client = new BulkClient(client, this);
    this.#head = submissionHead(submission);
    this.#batchJobs = Math.min(BATCH_JOBS, client.window ?? BATCH_JOBS);
    this.#broken = new Promise((_resolve, reject) => {
      this.#break = reject;
    });
  }

  /** Submits all workloads and closes the connection. Resolves and rejects as `Client.backgroundAll` does. */
  async run(workloads: Workloads): Promise<BackgroundSummary> {
    const submitting = Promise.race([this.#submitAll(workloads), this.#broken]);
    try {
      await waitWithin(submitting, `the submission to '${this.#functionName}'`, this.#options);
    } catch (error) {
      this.#over = asGearctlError(error, this.#functionName);
      throw this.#over;
    } finally {
      await this.#client.close();
    }
    return { accepted: this.#accepted, failed: this.#failed };
  }

  /** Gives all up that is not accepted. */
  close(error: ClosedError): void {
    this.#break(error);
  }

  accepted(handle: Uint8Array): void {
    const { onAccepted } = this.#options;
    const index = this.#accepted + this.#failed;
    this.#accepted += 1;
    if (onAccepted !== undefined) this.#tell(() => onAccepted(handleText(readByteString(handle)), index));
    this.#look();
  }

  refused(error: ServerError): void {
    this.#fail(error);
    this.#look();
  }

  lost(jobs: number, error: GearctlError): void {
    for (let job = 0; job < jobs; job++) this.#fail(this.#over ?? error);
    if (error instanceof NoServerError) this.#break(error);
    this.#look();
  }

  async #submitAll(workloads: Workloads): Promise<void> {
    if (Symbol.asyncIterator in workloads) {
      for await (const workload of workloads) {
        if (this.#over !== undefined) return;
        if (this.#add(workload)) await this.#sendBatch();
        else this.#sendBatchSoon();
      }
    } else {
      for (const workload of workloads) {
        if (this.#add(workload)) await this.#sendBatch();
        if (this.#over !== undefined) return;
      }
    }
    await this.#sendBatch();
    if (this.#accepted + this.#failed < this.#submitted) await this.#allAnswered();
  }

  /** Adds a workload to the batch; true when that is to be sent. */
  #add(workload: Uint8Array | string): boolean {
    const encoder = this.#encoder;
    if (typeof workload === 'string') {
      encoder.addText(this.#head, workload);
    } else {
      const bytes = workloadBytes(workload);
      encoder.add(this.#head, bytes, 0, bytes.length);
    }
    return encoder.jobs >= this.#batchJobs || encoder.bytes >= BATCH_BYTES;
  }

  /** Resolves when there is room for the next batch. */
  #sendBatch(): Promise<void> {
    this.#submitBatch();
    return this.#client.ready();
  }

  /** Workloads that come at their own pace do not wait until there are enough of them. */
  #sendBatchSoon(): void {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    setImmediate(() => {
      this.#flushQueued = false;
      this.#submitBatch();
    });
  }

  #submitBatch(): void {
    if (this.#encoder.jobs === 0 || this.#over !== undefined) return;
    this.#submitted += this.#encoder.jobs;
    this.#client.submit(this.#encoder.take());
  }

  #fail(error: GearctlError): void {
    const { onFailed } = this.#options;
    const index = this.#accepted + this.#failed;
    this.#failed += 1;
    if (onFailed !== undefined) this.#tell(() => onFailed(error, index));
  }

  /** What a callback throws ends the run. */
  #tell(callBack: () => void): void {
    try {
      callBack();
    } catch (error) {
      this.#break(new AbortedError(`a listener of '${this.#functionName}' failed`, { cause: error }));
    }
  }

  #look(): void {
    if (this.#accepted + this.#failed === this.#submitted) this.#whenAnswered?.();
  }

  #allAnswered(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenAnswered = resolve;
    });
  }
}

function asGearctlError(error: unknown, functionName: string): GearctlError {
  if (error instanceof GearctlError) return error;
  return new InputDataError(`the workloads of '${functionName}' could not be had`, { cause: error });
}
