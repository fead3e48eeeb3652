import { BulkClient, type BulkListener } from '../../client/bulk/bulk-client.js';
import { BatchEncoder, submissionHead } from '../../client/bulk/submission-batch.js';
import { Fifo } from '../../client/fifo.js';
import { submissionOf } from '../../client/submission.js';
import type { GearctlError, ServerError } from '../../errors.js';
import type { LoadSetting } from './load.js';
import { inLanes, type Turn, type Turns } from './turns.js';

const LANES = 8;

/** What one write carries at most. */
const BATCH_JOBS = 512;
const BATCH_BYTES = 256 * 1024;

/** Jobs that were sent together. */
interface SentBatch {
  readonly startMs: number;
  readonly settle: () => void;
  unanswered: number;
}

/** Submits background jobs in batches over one connection; a few batches are under way at a time. */
export class JobLanes implements BulkListener, AsyncDisposable {
  readonly #setting: Pick<LoadSetting, 'run' | 'meter' | 'workload' | 'atOnce'>;
  readonly #client: BulkClient;
  readonly #head: Uint8Array;
  readonly #encoder = new BatchEncoder();
  readonly #sent = new Fifo<SentBatch>();

  constructor(setting: Omit<LoadSetting, 'turns' | 'count' | 'now'>) {
    this.#setting = setting;
    const window = Math.max(setting.atOnce, BATCH_JOBS);
    this.#client = new BulkClient({ ...setting.connection, window, maxSendings: 1 }, this);
    this.#head = submissionHead(submissionOf(setting.functionName, { background: true }));
    setting.run.halted.addEventListener('abort', () => void this.#client.close(), { once: true });
  }

  /** Submits a job for each operation that there is a turn for. */
  submit(turns: Pick<Turns, 'take'>): Promise<void> {
    const { atOnce, workload } = this.#setting;
    const lanes = Math.min(atOnce, LANES);
    const fitting = Math.floor(BATCH_BYTES / (this.#head.length + workload.length));
    const batchJobs = Math.max(1, Math.min(BATCH_JOBS, Math.floor(atOnce / lanes), fitting));
    return inLanes(lanes, turns, (turn) => this.#send(turn), batchJobs);
  }

  accepted(): void {
    const batch = this.#sent.first;
    if (batch === undefined) return;
    this.#setting.meter.done(batch.startMs);
    this.#answered(batch);
  }

  refused(error: ServerError): void {
    this.lost(1, error);
  }

  lost(jobs: number, error: GearctlError): void {
    this.#setting.run.failed(error, jobs);
    for (let job = 0; job < jobs; job++) {
      if (this.#sent.first !== undefined) this.#answered(this.#sent.first);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client.close();
  }

  #send({ operations, startMs }: Turn): Promise<void> {
    const { workload } = this.#setting;
    return new Promise((settle) => {
      this.#sent.push({ startMs, settle, unanswered: operations });
      for (let job = 0; job < operations; job++) this.#encoder.add(this.#head, workload, 0, workload.length);
      this.#client.submit(this.#encoder.take());
    });
  }

  #answered(batch: SentBatch): void {
    batch.unanswered--;
    if (batch.unanswered > 0) return;
    this.#sent.shift();
    batch.settle();
  }
}
