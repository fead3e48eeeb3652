import type { Writable } from 'node:stream';
import { AbortedError, OutputError } from '../../errors.js';
import type { Job } from '../../worker/index.js';
import { lossText } from './failure-report.js';
import type { JobEnding, JobRunner } from './job-runner.js';
import type { PayloadFormat } from './payload-format.js';

/** Where workloads are written, and as what. */
export interface PayloadSettings {
  readonly stream: Writable;
  readonly format: PayloadFormat;
}

const NOTHING = { result: new Uint8Array(0), exitCode: null, signal: null, bytesOut: 0 };

/**
 * Writes the workload of each job to a stream. A job is complete, with an empty result, when the stream has taken all of
 * it; if it cannot be written, the job goes back to its server.
 */
export class PayloadOutput implements JobRunner {
  readonly #settings: PayloadSettings;

  constructor(settings: PayloadSettings) {
    this.#settings = settings;
  }

  async run(job: Job): Promise<JobEnding> {
    try {
      await Promise.race([this.#write(job), untilAborted(job.signal)]);
    } catch (cause) {
      job.giveBack();
      const failure = new OutputError('cannot write the workload of a job', { cause });
      const error = new AbortedError('the output cannot be written', { cause: failure });
      return { end: 'requeued', ...NOTHING, message: error.message, trouble: { error, isFatal: true } };
    }
    const message = lossText(job);
    if (message !== undefined) return { end: 'requeued', ...NOTHING, message };
    return { end: 'complete', ...NOTHING, message: '' };
  }

  kill(): void {
    return; // What is being written cannot be called back.
  }

  async close(): Promise<void> {
    return; // The stream belongs to somebody else.
  }

  async #write(job: Job): Promise<void> {
    const { stream, format } = this.#settings;
    await Promise.all(format(job).map((piece) => written(stream, piece)));
  }
}

function written(stream: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => stream.write(bytes, (error) => (error ? reject(error) : resolve())));
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
