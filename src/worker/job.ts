import { ClosedError, UsageError } from '../errors.js';
import { decodeText, type Packet, type PacketOf } from '../protocol/index.js';

/** How a job was over for its worker. */
export type JobOutcome = 'complete' | 'fail' | 'exception' | 'lost' | 'given-back';

/** The packets that assign a job. */
export type AssignPacket = PacketOf<'JOB_ASSIGN'> | PacketOf<'JOB_ASSIGN_UNIQ'> | PacketOf<'JOB_ASSIGN_ALL'>;

/** The way from a job back to its server. */
export interface JobLine {
  readonly server: string;
  /** True once the job is lost or given back. */
  readonly isLost: boolean;
  /** Aborted then. */
  readonly signal: AbortSignal;
  send(packet: Packet): void;
  /** Resolves when all that was sent has left this process, or the connection is gone. */
  flushed(): Promise<void>;
  /** Closes the connection without an answer. */
  giveBack(): void;
}

const LARGEST_STATUS = 0xffffffff;

const utf8 = new TextEncoder();

/**
 * A job that a server assigned to this worker. Reports go out in the order of the calls; text is sent as UTF-8. What is
 * sent after the end throws ClosedError, unless the job was lost: then nobody hears it, and it is ignored.
 */
export class Job {
  /** The server's name for the job. */
  readonly handle: string;
  readonly functionName: string;
  /** The unique ID that the client gave; empty without one, and where the server does not tell (the Perl server). */
  readonly unique: string;
  /** The reducer of a job that was submitted with one, else empty. */
  readonly reducer: string;
  readonly workload: Uint8Array;
  /** The label of the server that it came from. */
  readonly server: string;
  readonly #line: JobLine;
  readonly #wireHandle: string;
  #outcome: JobOutcome | undefined;
  #whenEnded: (() => void) | undefined;

  constructor(assigned: AssignPacket, line: JobLine) {
    this.handle = decodeText(assigned.handle);
    this.functionName = decodeText(assigned.functionName);
    this.unique = 'unique' in assigned ? decodeText(assigned.unique) : '';
    this.reducer = 'reducer' in assigned ? decodeText(assigned.reducer) : '';
    this.workload = assigned.data;
    this.server = line.server;
    this.#line = line;
    this.#wireHandle = assigned.handle;
  }

  /**
   * Aborted when nobody wants the result any more: the connection was lost, the server took the job away or it was given
   * back. Somebody else gets the job then.
   */
  get signal(): AbortSignal {
    return this.#line.signal;
  }

  /** True when no report is possible any more: it was completed, failed, given back or lost. */
  get ended(): boolean {
    return this.outcome !== undefined;
  }

  /** Resolves when the job has ended, in whatever way. */
  closed(): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEnded = resolve;
      this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** How it ended, once it has. */
  get outcome(): JobOutcome | undefined {
    return this.#outcome ?? (this.#line.isLost ? 'lost' : undefined);
  }

  /** Sends a part of the result (WORK_DATA); the client gets it at once. */
  sendData(data: Uint8Array | string): void {
    this.#report({ type: 'WORK_DATA', handle: this.#wireHandle, data: bytesFrom(data) });
  }

  /** Sends a warning (WORK_WARNING). */
  sendWarning(data: Uint8Array | string): void {
    this.#report({ type: 'WORK_WARNING', handle: this.#wireHandle, data: bytesFrom(data) });
  }

  /** Sends progress (WORK_STATUS): whole numbers up to 4294967295. Throws UsageError for others. */
  sendStatus(numerator: number, denominator: number): void {
    for (const number of [numerator, denominator]) {
      if (Number.isInteger(number) && number >= 0 && number <= LARGEST_STATUS) continue;
      throw new UsageError(`progress of ${numerator}/${denominator} cannot be sent`, {
        hint: `both must be whole numbers from 0 to ${LARGEST_STATUS}`,
      });
    }
    this.#report({
      type: 'WORK_STATUS',
      handle: this.#wireHandle,
      numerator: String(numerator),
      denominator: String(denominator),
    });
  }

  /** Ends the job well (WORK_COMPLETE). Large data is not copied: it must not be changed until `flushed`. */
  complete(result: Uint8Array | string = ''): void {
    this.#end('complete', { type: 'WORK_COMPLETE', handle: this.#wireHandle, data: bytesFrom(result) });
  }

  /** Ends the job badly (WORK_FAIL). */
  fail(): void {
    this.#end('fail', { type: 'WORK_FAIL', handle: this.#wireHandle });
  }

  /** Ends the job badly (WORK_EXCEPTION) and says why; clients that did not ask for exceptions see a failure. */
  exception(data: Uint8Array | string): void {
    this.#end('exception', { type: 'WORK_EXCEPTION', handle: this.#wireHandle, data: bytesFrom(data) });
  }

  /**
   * Ends the job without an answer by closing its connection: gearmand puts it back into its queue for another worker
   * (the Perl server fails it). The connection is made anew by itself.
   */
  giveBack(): void {
    if (this.ended) return;
    this.#outcome = 'given-back';
    this.#line.giveBack();
  }

  /** Resolves when all reports have left this process, or the connection is gone: wait for it between large ones. */
  flushed(): Promise<void> {
    return this.#line.isLost ? Promise.resolve() : this.#line.flushed();
  }

  /** Sends a report; gives false when nobody wants it any more. */
  #report(packet: Packet): boolean {
    if (this.#line.isLost) return false;
    if (this.ended) throw new ClosedError(`${this.handle} has ended already: it cannot take a ${packet.type}`);
    this.#line.send(packet);
    return true;
  }

  #end(outcome: JobOutcome, packet: Packet): void {
    if (!this.#report(packet)) return;
    this.#outcome = outcome;
    this.#whenEnded?.();
  }
}

function bytesFrom(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? utf8.encode(data) : data;
}
