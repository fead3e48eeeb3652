import type { Packet, PacketOf } from '../../protocol/index.js';
import { SERVER_ERRORS } from '../../protocol/server-errors.js';
import { readCInteger } from './c-text.js';
import { type Effect, refuse, send } from './effect.js';
import type { JobTable } from './job-table.js';
import type { ReportName } from './late-reports.js';
import type { LifeCycle } from './life-cycle.js';
import type { Job, Peer } from './model.js';
import type { QueueOptions } from './queue-options.js';

type ServerError = Parameters<typeof refuse>[1];

const NOTHING = new Uint8Array();

/** What workers report about the jobs they hold. A report on any other job is refused. */
export class WorkReports {
  readonly #jobs: JobTable;
  readonly #lifeCycle: LifeCycle;
  readonly #takesLate: boolean;

  constructor(jobs: JobTable, lifeCycle: LifeCycle, { lateReports = 'taken' }: Pick<QueueOptions, 'lateReports'>) {
    this.#jobs = jobs;
    this.#lifeCycle = lifeCycle;
    this.#takesLate = lateReports === 'taken';
  }

  /** Notes a job's progress and tells its clients. */
  status(worker: Peer, packet: PacketOf<'WORK_STATUS'>): Effect[] {
    const job = this.#heldJob(worker, packet.handle);
    if (job === undefined) return this.#late(worker, packet.handle, packet.type, SERVER_ERRORS.jobNotFound);
    job.numerator = readCInteger(packet.numerator) >>> 0;
    job.denominator = readCInteger(packet.denominator) >>> 0;
    return tellClients(job, packet);
  }

  /** Passes on a part of a job's result, or a warning. */
  data(worker: Peer, packet: PacketOf<'WORK_DATA'> | PacketOf<'WORK_WARNING'>): Effect[] {
    const job = this.#heldJob(worker, packet.handle);
    if (job === undefined) return this.#late(worker, packet.handle, packet.type, SERVER_ERRORS.jobOfDataNotFound);
    return tellClients(job, packet);
  }

  /** Ends a job with its result. */
  complete(worker: Peer, packet: PacketOf<'WORK_COMPLETE'>, nowMs: number): Effect[] {
    const job = this.#heldJob(worker, packet.handle);
    if (job === undefined) return this.#late(worker, packet.handle, packet.type, SERVER_ERRORS.jobNotFound);
    const effects = tellClients(job, packet);
    this.#lifeCycle.end(job, 'complete', packet.data, nowMs, effects);
    return effects;
  }

  /** Ends a job without a result. */
  fail(worker: Peer, handle: string, nowMs: number): Effect[] {
    const job = this.#heldJob(worker, handle);
    if (job === undefined) return this.#late(worker, handle, 'WORK_FAIL', SERVER_ERRORS.jobNotFound);
    const effects = tellClients(job, { type: 'WORK_FAIL', handle });
    this.#lifeCycle.end(job, 'fail', NOTHING, nowMs, effects);
    return effects;
  }

  /** Ends a job with an exception; clients that want no exceptions are told that it failed. */
  exception(worker: Peer, packet: PacketOf<'WORK_EXCEPTION'>, nowMs: number): Effect[] {
    const job = this.#heldJob(worker, packet.handle);
    if (job === undefined) return this.#late(worker, packet.handle, packet.type, SERVER_ERRORS.jobOfExceptionNotFound);
    // DEVIATION: gearmand adds a NUL to the handle of this WORK_FAIL, and C clients wait for ever.
    const failure: Packet = { type: 'WORK_FAIL', handle: job.handle };
    const effects = job.clients.map((client) => send(client, client.wantsExceptions ? packet : failure));
    this.#lifeCycle.end(job, 'exception', packet.data, nowMs, effects);
    worker.lateReports.expect(job.number, 'exception');
    return effects;
  }

  /** A worker may report only on jobs that it holds itself. */
  #heldJob(worker: Peer, handle: string): Job | undefined {
    const job = this.#jobs.findUnpackedByHandle(handle);
    return job?.worker === worker ? job : undefined;
  }

  /** Answers a report on a job that the worker does not hold. */
  #late(worker: Peer, handle: string, report: ReportName, error: ServerError): Effect[] {
    // DEVIATION: gearmand always answers with an ERROR. Perl's worker dies of it, and the loop of PHP's ends.
    const isExpected = worker.lateReports.take(this.#jobs.numberOf(handle), report);
    return isExpected && this.#takesLate ? [] : [refuse(worker, error)];
  }
}

/** Sends a packet to all who wait for a job. */
export function tellClients(job: Job, packet: Packet): Effect[] {
  return job.clients.map((client) => send(client, packet));
}
