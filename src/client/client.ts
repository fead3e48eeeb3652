import type { Socket } from 'node:net';
import { ClosedError } from '../errors.js';
import { type WaitLimits, waitWithin } from '../net/deadline.js';
import type { ServerAddress } from '../net/server-address.js';
import type { Packet, PacketName, PacketOf } from '../protocol/index.js';
import { handleOf, uniqueOf } from '../protocol/names.js';
import { AbortGroups } from './abort-groups.js';
import type { BackgroundOptions, BackgroundSummary, Workloads } from './bulk/background-options.js';
import { BackgroundRun } from './bulk/background-run.js';
import { ClientConnection, type ConnectionOwner } from './client-connection.js';
import { type ClientOptions, clientSettings } from './client-options.js';
import { ClientTask, type TaskSettings } from './client-task.js';
import { ECHO_DATA, type EchoResult, echoResult } from './echo.js';
import { firstKnown, type JobStatus, jobStatus, type UniqueJobStatus, uniqueJobStatus } from './job-status.js';
import { ServerConnections } from './server-connections.js';
import { ServerList } from './server-list.js';
import { submissionOf, workloadBytes } from './submission.js';
import { SubmissionLine } from './submission-line.js';
import type { SubmitOptions, Task, Workload } from './task.js';

/** What limits a question to the servers. */
export interface AskOptions {
  /** The longest wait for the answer of each server, in ms; 0 for none. Default: the client's. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Asks only this one, by its label or address. */
  server?: string;
}

/** Options of a job whose result is awaited. */
export type RunOptions = Omit<SubmitOptions, 'background' | 'runAt'>;

/**
 * A Gearman client. It connects when there is something to send, and again after a connection was lost; while it is
 * idle, its connections do not keep the process alive. All submissions go to one server, the first that can be reached.
 *
 * When a connection is lost, submissions without an answer are sent again, to the next server; should the first have got
 * one nevertheless, that job exists twice. Jobs that were accepted in the background are the server's; those in the
 * foreground end with JobLostError, unless they have `retries`.
 */
export class Client implements AsyncDisposable {
  readonly #options: ClientOptions;
  readonly #servers: ServerList;
  readonly #connections: ServerConnections<ClientConnection>;
  readonly #line: SubmissionLine;
  readonly #taskSettings: TaskSettings;
  readonly #backgroundRuns = new Set<BackgroundRun>();
  #closed: Promise<void> | undefined;

  /** Throws AddressError for servers that do not parse. */
  constructor(options: ClientOptions = {}) {
    const settings = clientSettings(options);
    this.#options = options;
    const { servers, window, maxSendings, timeoutMs, maxResultBytes } = settings;
    this.#servers = new ServerList(servers, settings.deadServerMs);
    this.#line = new SubmissionLine(() => this.#connections.toAny(), { window, maxSendings });
    const owner: ConnectionOwner = {
      answered: () => this.#line.answered(),
      lost: (connection, loss) => {
        this.#connections.lost(connection);
        this.#line.lost(connection, loss);
      },
    };
    const begin = (socket: Socket, server: string) => new ClientConnection(socket, server, settings, owner);
    this.#connections = new ServerConnections(this.#servers, settings, begin);
    this.#taskSettings = { timeoutMs, maxResultBytes, aborts: new AbortGroups() };
  }

  /** The labels of the servers, in the order given. */
  get servers(): string[] {
    return this.#servers.all.map((address) => address.label);
  }

  /**
   * Submits a job and gives its task at once; whatever goes wrong later is reported by the task. Tasks are sent in the
   * order of submission. Throws NameError or UsageError for what cannot be submitted.
   */
  submit(functionName: string, workload: Workload, options: SubmitOptions = {}): Task {
    const task = new ClientTask(functionName, workload, options, this.#taskSettings);
    const { signal } = options;
    if (signal?.aborted) queueMicrotask(() => task.abort(signal.reason));
    else this.#line.add(task);
    return task;
  }

  /** Submits a job and resolves with its result, rejecting as `Task.result` does. */
  run(functionName: string, workload: Workload, options: RunOptions = {}): Promise<Uint8Array> {
    try {
      return this.submit(functionName, workload, options).result();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Submits a background job and resolves with its handle, once the server has accepted it. */
  async background(functionName: string, workload: Workload, options: SubmitOptions = {}): Promise<string> {
    const task = this.submit(functionName, workload, { ...options, background: true });
    return (await task.created).handle;
  }

  /**
   * Submits a background job for each workload, in their order, over a connection of their own: for thousands of jobs,
   * many times as fast as one by one. Workloads are taken as there is room for them. Resolves once a server has answered
   * for each. Connections that are lost are dealt with as for other jobs.
   *
   * Rejects with NoServerError when no server can be reached, with InputDataError when the workloads cannot be had, and
   * with TimeoutError, AbortedError or ClosedError; also with AbortedError when a callback throws. Jobs accepted before
   * that are the server's. Throws NameError or UsageError for what cannot be submitted.
   */
  backgroundAll(
    functionName: string,
    workloads: Workloads,
    options: BackgroundOptions = {},
  ): Promise<BackgroundSummary> {
    const submission = submissionOf(functionName, { ...options, background: true });
    if (this.#closed !== undefined) return Promise.reject(closedError());
    const { timeoutMs } = this.#taskSettings;
    const run = new BackgroundRun(submission, functionName, this.#options, { timeoutMs, ...options });
    this.#backgroundRuns.add(run);
    return run.run(workloads).finally(() => this.#backgroundRuns.delete(run));
  }

  /**
   * Resolves when there is room for another submission: fewer than the window are under way, and the socket takes more.
   * Whoever submits many jobs waits for it now and then, so that they do not pile up.
   */
  ready(): Promise<void> {
    return this.#line.ready();
  }

  /**
   * Asks for a job's status: the server that has a task of this handle, else all. Rejects with NameError for what is no
   * handle, NoServerError, ConnectError, TlsError, ConnectionLostError, ServerError, TimeoutError, AbortedError or
   * ClosedError; also when no server knows the job but one gave no answer.
   */
  async status(handle: string, options: AskOptions = {}): Promise<JobStatus> {
    const packet: Packet = { type: 'GET_STATUS', handle: handleOf(handle) };
    const servers = this.#named(options.server ?? this.#line.serverOfJob(handle));
    const what = `the status of '${handle}'`;
    return firstKnown(
      servers.map(async (address) =>
        jobStatus(address.label, await this.#ask(address, packet, 'STATUS_RES', what, options)),
      ),
    );
  }

  /** Asks all servers for the status of the job with a unique ID, as `status` does. They know no job as `-`. */
  async statusByUnique(unique: string, options: AskOptions = {}): Promise<UniqueJobStatus> {
    const packet: Packet = { type: 'GET_STATUS_UNIQUE', unique: uniqueOf(unique) };
    const what = `the status of '${unique}'`;
    return firstKnown(
      this.#named(options.server).map(async (address) =>
        uniqueJobStatus(address.label, await this.#ask(address, packet, 'STATUS_RES_UNIQUE', what, options)),
      ),
    );
  }

  /** Sends bytes through each server and back. A server that fails is a result; rejects with AbortedError or ClosedError. */
  async echo(data: Uint8Array | string = ECHO_DATA, options: AskOptions = {}): Promise<EchoResult[]> {
    const sent = workloadBytes(data);
    const packet: Packet = { type: 'ECHO_REQ', data: sent };
    return Promise.all(
      this.#named(options.server).map((address) =>
        echoResult(
          address.label,
          sent,
          this.#ask(address, packet, 'ECHO_RES', `the echo of ${address.label}`, options),
        ),
      ),
    );
  }

  /** Closes all connections at once; tasks and questions under way end with ClosedError. Resolves when they are closed. */
  close(): Promise<void> {
    this.#closed ??= this.#close(closedError());
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(error: ClosedError): Promise<void> {
    this.#line.close(error);
    for (const run of this.#backgroundRuns) run.close(error);
    await this.#connections.close(error);
  }

  #named(server: string | undefined): readonly ServerAddress[] {
    return server === undefined ? this.#servers.all : [this.#servers.find(server)];
  }

  async #ask<Name extends PacketName>(
    address: ServerAddress,
    packet: Packet,
    expects: Name,
    what: string,
    { timeoutMs = this.#taskSettings.timeoutMs, signal }: WaitLimits,
  ): Promise<PacketOf<Name>> {
    const over = new AbortController();
    const answer = this.#connections.to(address).then((connection) => connection.ask(packet, expects, over.signal));
    return waitWithin(answer, what, { timeoutMs, signal }).finally(() => over.abort());
  }
}

function closedError(): ClosedError {
  return new ClosedError('the client was closed');
}
