import { GearctlError } from '../errors.js';
import type { AccessControl } from './access/access-control.js';
import { type FunctionLimits, readFunctionLimits } from './function-limits.js';
import type { JobHost } from './job-host.js';
import type { JobImport } from './job-import.js';
import type { StoredJob } from './job-store/job-store.js';
import type { SqliteJobStore } from './job-store/sqlite-job-store.js';
import type { Listening } from './listening.js';
import type { TlsGate } from './tls-gate.js';

/** A job server that runs in this process. */
export interface JobServer {
  /** The port that it listens on; 0 if it listens on unix sockets alone. */
  readonly port: number;
  /** Where clients and workers of this machine find it: `127.0.0.1:4730`, `tls://127.0.0.1:4730`. */
  readonly address: string;
  /** All addresses that it listens on, unix sockets as `unix:PATH`, or `fd:NUMBER` where the path is not known. */
  readonly addresses: readonly string[];
  /** How many jobs of the store wait again. */
  readonly restored: number;
  /** What came of `importFrom`. */
  readonly imported: JobImport | undefined;
  /** How many jobs workers have. */
  readonly running: number;
  /** Gives the background jobs that are not over, as a store keeps them. */
  backgroundJobs(): Iterable<StoredJob>;
  /** Reads certificates, rules and limits again. What is wrong with them is reported, and then those of before stay. */
  reload(): Promise<void>;
  /**
   * Lets nobody connect any more, takes no more jobs and gives none out. Resolves when no job runs, or when `signal`
   * fires. What is connected stays so until `close`.
   */
  drain(signal: AbortSignal): Promise<void>;
  /** Lets nobody connect any more, and serves on who is connected. Resolves when there is no job, or when `signal` fires. */
  finish(signal: AbortSignal): Promise<void>;
  /**
   * Stops: nobody can connect any more, and all connections end. What waits to be sent has `graceMs` (default: 1000) to
   * go out. Background jobs stay in the store; without one, the jobs are gone with the server.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** What a running server consists of. */
export interface ServerParts {
  readonly host: JobHost;
  readonly listening: Listening;
  readonly gate: TlsGate | undefined;
  readonly access: AccessControl | undefined;
  readonly limitsFile: string | undefined;
  readonly limits: readonly FunctionLimits[];
  readonly store: SqliteJobStore | undefined;
  readonly restored: number;
  readonly imported: JobImport | undefined;
  readonly report: (error: GearctlError) => void;
}

const DEFAULT_GRACE_MS = 1000;

/** The parts of a server, from the moment at which it listens. */
export class RunningServer implements JobServer {
  readonly restored: number;
  readonly imported: JobImport | undefined;
  readonly #parts: ServerParts;
  #limits: readonly FunctionLimits[];
  #deaf: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: ServerParts) {
    this.restored = parts.restored;
    this.imported = parts.imported;
    this.#parts = parts;
    this.#limits = parts.limits;
  }

  get port(): number {
    return this.#parts.listening.port;
  }

  get address(): string {
    const first = this.addresses.find((address) => !address.startsWith('fd:')) ?? this.addresses[0] ?? '';
    if (/^(unix|fd):/.test(first)) return first;
    const local = first.replace(/^0\.0\.0\.0:/, '127.0.0.1:').replace('[::]:', '[::1]:');
    return this.#parts.gate === undefined ? local : `tls://${local}`;
  }

  get addresses(): readonly string[] {
    return this.#parts.listening.addresses;
  }

  get running(): number {
    return this.#parts.host.running;
  }

  backgroundJobs(): Iterable<StoredJob> {
    return this.#parts.host.queue.submissions.storable();
  }

  async reload(): Promise<void> {
    const { gate, access, limitsFile, host } = this.#parts;
    await gate?.reload();
    await access?.reload();
    if (limitsFile !== undefined) await this.#reloadLimits(limitsFile);
    host.reviewRules(this.#limits);
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#stopListening();
    await this.#parts.host.drain(signal);
  }

  async finish(signal: AbortSignal): Promise<void> {
    this.#stopListening();
    await this.#parts.host.untilEmpty(signal);
  }

  close({ graceMs = DEFAULT_GRACE_MS }: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  async #close(graceMs: number): Promise<void> {
    const { gate, host, store } = this.#parts;
    this.#stopListening();
    gate?.close();
    try {
      await host.close(graceMs);
      await this.#deaf;
    } finally {
      store?.close();
    }
  }

  #stopListening(): void {
    this.#deaf ??= this.#parts.listening.close();
  }

  async #reloadLimits(file: string): Promise<void> {
    try {
      this.#limits = await readFunctionLimits(file);
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      this.#parts.report(error);
    }
  }
}
