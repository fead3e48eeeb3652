import type { GearctlError } from '../../errors.js';
import type { WorkerEvent } from '../../worker/index.js';
import { ServerWatch } from './server-watch.js';
import type { JobFacts, WorkEventTaker } from './work-event.js';

/** What a worker knows of itself. */
export interface WorkerFacts {
  readonly functions: readonly string[];
  readonly slots: number;
  readonly pid: number;
  /** Whether a server that is not there is tried again. */
  readonly reconnects: boolean;
}

/** Makes of what a worker tells of each of its connections what people want to read. */
export class WorkReporter {
  readonly #facts: WorkerFacts;
  readonly #servers: ServerWatch;
  readonly #tell: WorkEventTaker;
  #isReady = false;

  constructor(facts: WorkerFacts, servers: readonly string[], tell: WorkEventTaker) {
    this.#facts = facts;
    this.#servers = new ServerWatch(servers);
    this.#tell = tell;
  }

  /** Takes note of an event of the worker. */
  note(event: WorkerEvent): void {
    this.#noteServer(event);
    if (event.type === 'job-started') {
      void this.#tell({ type: 'start', job: jobFacts(event) });
    } else if (event.type === 'report-refused') {
      void this.#tell({ type: 'warning', message: event.error.message });
    } else if (event.type === 'job-too-large') {
      const { message, hint = '' } = event.error;
      void this.#tell({ type: 'warning', message: `${message}: ${hint}` });
    }
  }

  #noteServer(event: WorkerEvent): void {
    const change = this.#servers.note(event);
    // The servers that are there from the start are told of together, as soon as it is known of all.
    if (change !== undefined && (this.#isReady || change.error !== undefined)) {
      const { server, error } = change;
      const message = error === undefined ? 'connected' : this.#lossText(error);
      void this.#tell({ type: 'server', server, isUp: error === undefined, message });
    }
    const isKnown = event.type === 'job-started' || this.#servers.isSettled;
    const { servers } = this.#servers;
    if (this.#isReady || !isKnown || !servers.some(({ isUp }) => isUp)) return;
    this.#isReady = true;
    const { functions, slots, pid } = this.#facts;
    void this.#tell({ type: 'ready', functions, slots, pid, servers });
  }

  #lossText({ message }: GearctlError): string {
    return this.#facts.reconnects ? `${message}; trying again` : message;
  }
}

/** What is told of a job with each event about it. */
export function jobFacts({ job, slot }: Extract<WorkerEvent, { type: 'job-started' }>): JobFacts {
  const { functionName, handle, unique, server } = job;
  return { functionName, handle, unique, server, slot };
}
