import {
  AbortedError,
  ClosedError,
  NameError,
  NotFoundError,
  ProtocolError,
  ServerError,
  TimeoutError,
  UnmetError,
} from '../errors.js';
import { waitWithin } from '../net/deadline.js';
import { parseServerAddress, type ServerAddress, withTls } from '../net/server-address.js';
import {
  type AdminCommandName,
  type AdminReply,
  AdminReplyReader,
  adminCommandLine,
  adminReplyForm,
  decodeText,
  encodeText,
  type JobRow,
  normaliseStatusRow,
  type PriorityStatusRow,
  parseJobRow,
  parsePriorityStatusRow,
  parseStatusRow,
  parseWorkerRow,
  readRows,
  type ServerDialect,
  type StatusRow,
  serverDialect,
  type WorkerRow,
} from '../protocol/index.js';
import { AdminConnection } from './admin-connection.js';
import type { AdminOptions, JobSelection, QueueLimits } from './admin-options.js';
import { DocumentFields, type DocumentQuestion } from './document-fields.js';
import { JOBS, type JobList, PEEK, type PeekedJob } from './job-details.js';
import { type JobResult, RESULT } from './job-result.js';
import { KeptConnection } from './kept-connection.js';
import { type ServerStats, STATS } from './server-stats.js';
import { wholeWorkerLines } from './worker-lines.js';

const DEFAULT_TIMEOUT_MS = 10_000;

/** Stands for all functions behind `jobs`. */
const ANY_FUNCTION = '*';

/** What a question rejects with in place of ServerError, by the code or the text behind `ERR`. */
type ErrorsByCode = Readonly<Record<string, () => Error>>;

/**
 * The text protocol of one server: its queues, its connections, its jobs. Connects with the first question and keeps the
 * connection; questions asked together travel together. After a loss the next question connects anew. Names are text.
 *
 * Every method rejects with ConnectError or TlsError when the server cannot be reached, ConnectionLostError when it went
 * away, TimeoutError, AbortedError, and ServerError when it answers `ERR`.
 */
export class Admin implements AsyncDisposable {
  /** The server's label, for instance `q1:4730`. */
  readonly server: string;
  readonly #text: KeptConnection;
  readonly #echoes: KeptConnection;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;
  #dialect: ServerDialect | undefined;

  /** Connects to nothing yet. Throws AddressError for a server that does not parse. */
  constructor(server: string | ServerAddress, options: AdminOptions = {}) {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal, ...dialling } = options;
    const named = typeof server === 'string' ? parseServerAddress(server) : server;
    const address = typeof server === 'string' && options.tls !== undefined ? withTls(named) : named;
    const opener = (textOnly: boolean) => () => AdminConnection.open(address, { ...dialling, signal, textOnly });
    this.server = address.label;
    this.#text = new KeptConnection(opener(true));
    this.#echoes = new KeptConnection(opener(false));
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
  }

  /** Gives the server's version, for instance `1.1.20+ds`. */
  async version(): Promise<string> {
    return this.#line('version');
  }

  /** Gives the server's process ID. */
  async pid(): Promise<number> {
    return Number(await this.#line('getpid'));
  }

  /** Gives the level at which the server logs, for instance `ERROR`. */
  async verbose(): Promise<string> {
    return this.#line('verbose');
  }

  /** Lists the functions with their jobs and workers, in the server's order. */
  async status(): Promise<StatusRow[]> {
    const [dialect, rows] = await Promise.all([this.#knownDialect(), this.#rows('status', parseStatusRow)]);
    return rows.map((row) => withText(normaliseStatusRow(row, dialect)));
  }

  /** Lists the functions with their waiting jobs by priority. Perl's server and others do not know this question. */
  async priorityStatus(): Promise<PriorityStatusRow[]> {
    return (await this.#rows('prioritystatus', parsePriorityStatusRow)).map(withText);
  }

  /** Lists the connections, clients and ourselves included. */
  async workers(): Promise<WorkerRow[]> {
    const rows = await this.#rows('workers', parseWorkerRow, wholeWorkerLines);
    return rows.map(({ clientId, functionNames, ...row }) => ({
      ...row,
      clientId: decodeText(clientId),
      functionNames: functionNames.map(decodeText),
    }));
  }

  /** Lists the jobs. */
  async jobs(): Promise<JobRow[]> {
    const rows = await this.#rows('show jobs', parseJobRow);
    return rows.map((row) => ({ ...row, handle: decodeText(row.handle) }));
  }

  /** Lists the unique IDs of the jobs, in no order that matches `jobs`. */
  async uniqueJobs(): Promise<string[]> {
    const reply = await this.#ask('show unique jobs');
    return reply.type === 'list' ? reply.lines.map(decodeText) : [];
  }

  /**
   * Marks a job cancelled: a waiting one will not run, a running one runs on. Its clients are told that it failed.
   * Rejects with NotFoundError when the server does not know it.
   */
  async cancelJob(handle: string): Promise<void> {
    await this.#ask('cancel job', [handle], this.#unknownJob(handle));
  }

  /** Makes a function known, so that it is listed and may be given limits. */
  async createFunction(functionName: string): Promise<void> {
    await this.#ask('create function', [functionName]);
  }

  /**
   * Makes the server forget a function. Jobs that wait for it are lost from sight and stay in memory, so ask `status`
   * first. Rejects with NotFoundError, and with UnmetError while it has workers or jobs that run.
   */
  async dropFunction(functionName: string): Promise<void> {
    await this.#ask('drop function', [functionName], {
      'function not found': () => new NotFoundError(`${this.server} knows no function ${functionName}`),
      'there are still connected workers or executing clients': () =>
        new UnmetError(`${functionName} on ${this.server} still has workers or jobs that run`),
    });
  }

  /** Limits how many jobs a function may hold. The server forgets it on restart, and for a function it does not know. */
  async setMaxQueue(functionName: string, limits: number | QueueLimits | null): Promise<void> {
    const sizes = typeof limits === 'object' && limits !== null ? [limits.high, limits.normal, limits.low] : [limits];
    await this.#ask('maxqueue', [functionName, ...sizes.map((size) => String(size ?? 0))]);
  }

  /** Ends the server, where it can be told so: gearmand has not known the command since 1.1.15. */
  async shutdown(options: { graceful?: boolean } = {}): Promise<void> {
    await this.#ask('shutdown', options.graceful === true ? ['graceful'] : []);
  }

  /** Tells what became of jobs and how long it took. Only gearctl's server knows this question and the next three. */
  async stats(): Promise<ServerStats> {
    return this.#document(STATS);
  }

  /** Lists the jobs that are not over with all that is known of them, the oldest first. */
  async jobDetails({ functionName, limit }: JobSelection = {}): Promise<JobList> {
    if (functionName === ANY_FUNCTION) throw new NameError(`'jobs' cannot name the function ${ANY_FUNCTION}`);
    return this.#document(JOBS, [functionName ?? ANY_FUNCTION, ...(limit === undefined ? [] : [String(limit)])]);
  }

  /**
   * Gives the outcome of a job that is over. Rejects with NotFoundError when the server does not know it, and with
   * UnmetError while it waits or runs and when the server keeps no outcomes.
   */
  async jobResult(handle: string): Promise<JobResult> {
    return this.#document(RESULT, [handle], {
      ...this.#unknownJob(handle),
      JOB_NOT_OVER: () => new UnmetError(`the job ${handle} is not over`),
      RESULTS_NOT_KEPT: () => new UnmetError(`${this.server} keeps no outcomes of jobs`),
    });
  }

  /** Gives a job that is not over, and its workload. Rejects with NotFoundError when the server does not know it. */
  async peek(handle: string): Promise<PeekedJob> {
    return this.#document(PEEK, [handle], this.#unknownJob(handle));
  }

  /** Has bytes echoed and gives the round trip in ms, without the time to connect. Throws ProtocolError for other bytes. */
  async echo(data: Uint8Array): Promise<number> {
    return this.#within(this.#echoes, 'the echo', async (connection) => {
      const startedAt = performance.now();
      const answer = await connection.ask(
        (wire) => wire.send({ type: 'ECHO_REQ', data }),
        (piece) => piece,
      );
      const roundTripMs = performance.now() - startedAt;
      const isEcho =
        typeof answer !== 'string' && answer.type === 'ECHO_RES' && Buffer.compare(answer.data, data) === 0;
      if (!isEcho) throw new ProtocolError(`${this.server} echoed other bytes than it was sent`);
      return roundTripMs;
    });
  }

  /** Closes the connections; what is under way rejects with ClosedError, and so does whatever is asked later. */
  async close(): Promise<void> {
    const error = new ClosedError(`the admin connection to ${this.server} is closed`);
    await Promise.all([this.#text.close(error), this.#echoes.close(error)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #knownDialect(): Promise<ServerDialect> {
    this.#dialect ??= serverDialect(await this.version());
    return this.#dialect;
  }

  async #line(name: AdminCommandName): Promise<string> {
    const reply = await this.#ask(name);
    return reply.type === 'ok' ? decodeText(reply.text) : '';
  }

  async #rows<Row>(
    name: AdminCommandName,
    parse: (line: string) => Row | undefined,
    whole: (lines: readonly string[]) => readonly string[] = (lines) => lines,
  ): Promise<Row[]> {
    const reply = await this.#ask(name, [], {}, (line) => parse(line) !== undefined);
    const { rows, strays } = readRows(reply.type === 'list' ? whole(reply.lines) : [], parse);
    if (rows.length === 0 && strays.length > 0) {
      throw new ProtocolError(`${this.server} answered '${name}' with lines that are no rows of it`);
    }
    return rows;
  }

  /** Asks for a document. A list in its place is what another server means by the same word. */
  async #document<Answer>(
    { command, schema, read }: DocumentQuestion<Answer>,
    args: readonly string[] = [],
    errors: ErrorsByCode = {},
  ): Promise<Answer> {
    const reply = await this.#ask(command, args, errors);
    if (reply.type !== 'ok') throw new ServerError(this.server, 'UNKNOWN_COMMAND', `its '${command}' is another one`);
    return read(DocumentFields.parse(decodeText(reply.text), schema, `the answer of ${this.server} to '${command}'`));
  }

  #unknownJob(handle: string): ErrorsByCode {
    return { UNKNOWN_JOB: () => new NotFoundError(`${this.server} knows no job ${handle}`) };
  }

  /** Asks, and turns `ERR` into an error: one of `errors` by its code or text, else ServerError. */
  async #ask(
    name: AdminCommandName,
    args: readonly string[] = [],
    errors: ErrorsByCode = {},
    isRow?: (line: string) => boolean,
  ): Promise<AdminReply> {
    const line = adminCommandLine(name, args.map(encodeText));
    const reader = new AdminReplyReader(adminReplyForm(name), isRow);
    const reply = await this.#within(this.#text, `the answer to '${name}'`, (connection) =>
      connection.ask(
        (wire) => wire.sendLine(line),
        (piece) => (typeof piece === 'string' ? reader.line(piece) : undefined),
      ),
    );
    if (reply.type !== 'error') return reply;
    const { errorCode, errorText } = reply;
    const known = errors[errorCode] ?? errors[errorText];
    throw known?.() ?? new ServerError(this.server, errorCode, errorText);
  }

  /** Asks over a connection within the time limit. A connection whose answer nobody waits for is given up at once. */
  async #within<T>(kept: KeptConnection, what: string, ask: (connection: AdminConnection) => Promise<T>): Promise<T> {
    const limits = { timeoutMs: this.#timeoutMs, signal: this.#signal };
    try {
      return await waitWithin(kept.get().then(ask), `${what} of ${this.server}`, limits);
    } catch (error) {
      if (error instanceof TimeoutError || error instanceof AbortedError) void kept.drop(error);
      throw error;
    }
  }
}

/** Tells whether a server answered that it does not know a command. */
export function isUnknownCommand(error: unknown): boolean {
  return error instanceof ServerError && /^UNKNOWN_(COMMAND|SHOW_ARGUMENTS)$/i.test(error.serverCode);
}

function withText<Row extends { readonly functionName: string }>(row: Row): Row {
  return { ...row, functionName: decodeText(row.functionName) };
}
