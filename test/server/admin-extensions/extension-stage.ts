import { MemoryJournal } from '../../../src/journal/index.js';
import { answerExtension } from '../../../src/server/admin-extensions/answer-extension.js';
import type { ExtensionContext } from '../../../src/server/admin-extensions/extension-context.js';
import type { JobFunction } from '../../../src/server/job-queue/model.js';
import { recordingOutcomes } from '../../../src/server/statistics/outcome-recorder.js';
import { Statistics } from '../../../src/server/statistics/statistics.js';
import { QueueStage } from '../job-queue/queue-stage.js';

/** A queue with statistics and a journal, of which one can ask what the extensions tell. */
export class ExtensionStage extends QueueStage {
  readonly statistics: Statistics;
  readonly journal: MemoryJournal;
  readonly #startedAtMs: number;

  constructor() {
    const statistics = new Statistics();
    const journal = new MemoryJournal({ retention: { by: 'number', outcomes: 100 }, now: () => this.nowMs });
    super({ observer: recordingOutcomes(journal, statistics), maxLosses: 2 });
    this.statistics = statistics;
    this.journal = journal;
    this.#startedAtMs = this.nowMs;
  }

  /** What the extensions are given to answer from. */
  context(more: Partial<ExtensionContext> = {}): ExtensionContext {
    const { view } = this.queue;
    const waits = (jobFunction: JobFunction) =>
      Array.from(view.jobs).find((job) => job.function === jobFunction && job.state === 'queued' && !job.isDead);
    return {
      view,
      oldestWaiting: waits,
      statistics: this.statistics,
      journal: this.journal,
      store: undefined,
      version: 'gearctl-1.2.3',
      pid: 7,
      startedAtMs: this.#startedAtMs,
      nowMs: this.nowMs,
      ...more,
    };
  }

  /** Asks and gives the answer as it is sent. */
  text(line: string, more: Partial<ExtensionContext> = {}): string | undefined {
    return answerExtension(line.split(' '), this.context(more));
  }

  /** Asks for a document. */
  document(line: string, more: Partial<ExtensionContext> = {}): Document {
    const text = this.text(line, more) ?? '';
    if (!/^\{.*\}\n$/.test(text)) throw new TypeError(`no line of JSON: ${JSON.stringify(text)}`);
    return JSON.parse(Buffer.from(text, 'latin1').toString()) as Document;
  }
}

/** A document, whose fields a test looks at one by one. */
export type Document = Record<string, unknown> & {
  jobs: Record<string, unknown>[];
  functions: Record<string, unknown>[];
};
