import { OutputTail } from '../../../exec/output-tail.js';
import type { Job } from '../../../worker/index.js';
import type { OutputSettings } from '../function-settings.js';
import { LineSplitter } from '../line-splitter.js';
import type { JobFacts, WorkEventTaker } from '../work-event.js';

/** The longest piece of a line that is logged as one. */
const MAX_LOG_LINE_BYTES = 4096;

const NOTHING = new Uint8Array(0);

/** What becomes of a command's stderr while it is written: it is logged, line by line, sent on, or neither. */
export class StderrOutput {
  readonly #mode: OutputSettings['stderr'];
  readonly #job: Job;
  readonly #facts: JobFacts;
  readonly #tell: WorkEventTaker;
  readonly #decoder = new TextDecoder();
  #lines: LineSplitter | undefined;
  #tail: OutputTail | undefined;

  constructor(mode: OutputSettings['stderr'], job: Job, facts: JobFacts, tell: WorkEventTaker) {
    this.#mode = mode;
    this.#job = job;
    this.#facts = facts;
    this.#tell = tell;
  }

  /** Takes a chunk. What it returns resolves when there is room for the next. */
  take(chunk: Uint8Array): void | Promise<void> {
    if (this.#mode === 'drop') return undefined;
    // Most commands write nothing: there is nothing to make for them.
    this.#lines ??= new LineSplitter(MAX_LOG_LINE_BYTES);
    this.#tail ??= new OutputTail();
    this.#tail.push(chunk);
    return this.#passOn(this.#lines.push(chunk));
  }

  /** Takes the end: the last line may have no newline. */
  end(): void | Promise<void> {
    const rest = this.#lines?.rest() ?? NOTHING;
    return rest.length === 0 ? undefined : this.#passOn([rest]);
  }

  /** Whether the client gets all of it. */
  get isSent(): boolean {
    return this.#mode === 'warn';
  }

  /** Gives the end of it, 4 KiB at most. */
  tail(): Uint8Array {
    return this.#tail?.bytes() ?? NOTHING;
  }

  async #passOn(lines: Iterable<Uint8Array>): Promise<void> {
    for (const line of lines) {
      await this.#tell({ type: 'stderr', job: this.#facts, line: this.#decoder.decode(line).replace(/\n$/, '') });
      if (this.#mode !== 'warn') continue;
      this.#job.sendWarning(line);
      await this.#job.flushed();
    }
  }
}
