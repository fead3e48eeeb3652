import type { GearctlError } from '../../../errors.js';
import type { WorkerEvent } from '../../../worker/index.js';
import { jobFacts, type WorkEventTaker, type WorkGroup } from '../work-event.js';
import { ServerWatch } from './server-watch.js';

/** What a pool knows of itself. */
export interface PoolFacts {
  readonly pid: number;
  /** Whether a server that is not there is tried again. */
  readonly reconnects: boolean;
}

/** What a report needs to know of a worker. */
export interface ReportedWorker extends WorkGroup {
  readonly servers: readonly string[];
}

/** Makes of what workers tell of each of their connections what people want to read. */
export class PoolReporter<Worker extends ReportedWorker> {
  readonly #facts: PoolFacts;
  readonly #tell: WorkEventTaker;
  readonly #servers = new ServerWatch();
  /** The workers, each with a number. */
  readonly #workers = new Map<Worker, number>();
  #lastNumber = 0;
  #isReady = false;

  constructor(facts: PoolFacts, tell: WorkEventTaker) {
    this.#facts = facts;
    this.#tell = tell;
  }

  /** Why no server can be reached; undefined while one can, or may be. */
  get unreachable(): GearctlError | undefined {
    return this.#servers.unreachable;
  }

  /** The servers of all workers, and which of them are reached. */
  get servers(): ServerWatch['servers'] {
    const own = new Set([...this.#workers.keys()].flatMap(({ servers }) => servers));
    return this.#servers.servers.filter(({ server }) => own.has(server));
  }

  /** Reports of a worker from now on. */
  add(worker: Worker): void {
    this.#lastNumber += 1;
    this.#workers.set(worker, this.#lastNumber);
    this.#servers.add(worker.servers);
  }

  /** Reports of a worker no more. */
  remove(worker: Worker): void {
    this.#workers.delete(worker);
  }

  /** Takes note of an event of a worker. */
  note(worker: Worker, event: WorkerEvent): void {
    this.#noteServer(this.#workers.get(worker) ?? 0, event);
    if (event.type === 'job-started') {
      void this.#tell({ type: 'start', job: jobFacts(event) });
    } else if (event.type === 'report-refused') {
      void this.#tell({ type: 'warning', message: event.error.message });
    } else if (event.type === 'job-too-large') {
      const { message, hint = '' } = event.error;
      void this.#tell({ type: 'warning', message: `${message}: ${hint}` });
    }
  }

  #noteServer(worker: number, event: WorkerEvent): void {
    const change = this.#servers.note(worker, event);
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
    const groups = [...this.#workers.keys()].map(({ functions, slots }) => ({ functions, slots }));
    void this.#tell({ type: 'ready', groups, pid: this.#facts.pid, servers });
  }

  #lossText({ message }: GearctlError): string {
    return this.#facts.reconnects ? `${message}; trying again` : message;
  }
}
