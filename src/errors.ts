/**
 * Every error of gearctl, on one page. Callers branch on `code` or on the class, never on the text.
 * A message says what was wrong, in one line, with the offending value; `hint` says what to do about it.
 * `cause` keeps the error underneath.
 */

/** What an error carries besides its message. */
export interface ErrorDetails {
  /** What to do about it: one line for a person. */
  hint?: string;
  cause?: unknown;
}

/** The parent of all errors that gearctl throws on purpose. */
export abstract class GearctlError extends Error {
  abstract readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.hint = details.hint;
  }
}

// ── what the caller asked for cannot be asked ────────────────────────────────────────────────────

/** Flags or arguments that make no sense (exit 64). */
export class UsageError extends GearctlError {
  readonly code = 'USAGE';
}

/** A server address that does not parse (exit 64). */
export class AddressError extends GearctlError {
  readonly code = 'BAD_ADDRESS';
}

/** A name or ID that Gearman cannot carry: a function with a NUL, a unique ID over 63 bytes (exit 65). */
export class NameError extends GearctlError {
  readonly code = 'BAD_NAME';
}

/** Input data that does not parse; `line` counts from 1 (exit 65). */
export class InputDataError extends GearctlError {
  readonly code = 'BAD_INPUT';
  readonly line: number | undefined;

  constructor(message: string, details: ErrorDetails & { line?: number } = {}) {
    super(message, details);
    this.line = details.line;
  }
}

/** An input file that is missing or unreadable (exit 66). */
export class InputFileError extends GearctlError {
  readonly code = 'NO_INPUT';
}

/** An output that could not be written (exit 74). */
export class OutputError extends GearctlError {
  readonly code = 'OUTPUT_FAILED';
}

/** A file that could not be made where it was asked for (exit 73; 77 when not permitted). `errno` is the system's code. */
export class FileCreationError extends GearctlError {
  readonly code = 'FILE_NOT_CREATED';
  readonly errno: string;

  constructor(message: string, errno: string, details: ErrorDetails = {}) {
    super(message, details);
    this.errno = errno;
  }
}

/** What was named does not exist: handle, function (exit 4). */
export class NotFoundError extends GearctlError {
  readonly code = 'NOT_FOUND';
}

/** A condition that was demanded does not hold: `--fail-if`, `--require-worker` (exit 5). */
export class UnmetError extends GearctlError {
  readonly code = 'UNMET';
}

// ── the way to the server ────────────────────────────────────────────────────────────────────────

/** One server that could not be reached. `errno` is the system's code (ECONNREFUSED, ENOTFOUND, ETIMEDOUT, …). */
export class ConnectError extends GearctlError {
  readonly code = 'CONNECT_FAILED';
  readonly server: string;
  readonly errno: string;

  constructor(server: string, errno: string, message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.server = server;
    this.errno = errno;
  }
}

/** TLS was asked for and could not be had: plain server, wrong certificate, rejected client (exit 77). */
export class TlsError extends GearctlError {
  readonly code = 'TLS_FAILED';
  readonly server: string;
  readonly errno: string;

  constructor(server: string, errno: string, message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.server = server;
    this.errno = errno;
  }
}

/** None of the servers could be reached; `failures` has one error for each (exit 69; 77 when all were TLS failures). */
export class NoServerError extends GearctlError {
  readonly code = 'NO_SERVER';
  readonly failures: readonly (ConnectError | TlsError)[];

  constructor(failures: readonly (ConnectError | TlsError)[], details: ErrorDetails = {}) {
    super(failures.length === 0 ? 'no job server is configured' : 'cannot reach any job server', details);
    this.failures = failures;
  }
}

/** A connection that ended before its work was done (exit 75). */
export class ConnectionLostError extends GearctlError {
  readonly code = 'CONNECTION_LOST';
  readonly server: string;

  constructor(server: string, message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.server = server;
  }
}

// ── what came over it ────────────────────────────────────────────────────────────────────────────

/** Bytes that are not Gearman's protocol, or a reply that makes no sense here (exit 76). */
export class ProtocolError extends GearctlError {
  readonly code = 'PROTOCOL';
}

/** A packet over the size cap; the connection is of no use afterwards (exit 76). */
export class PacketTooLargeError extends GearctlError {
  readonly code = 'PACKET_TOO_LARGE';
  readonly bytes: number;
  readonly maxBytes: number;

  constructor(bytes: number, maxBytes: number, details: ErrorDetails = {}) {
    super(`a packet of ${bytes} bytes is over the limit of ${maxBytes} bytes`, details);
    this.bytes = bytes;
    this.maxBytes = maxBytes;
  }
}

/**
 * The server's ERROR packet or `ERR` line. `serverCode` is its first word (JOB_NOT_FOUND, QUEUE_ERROR, unknown_command, …).
 * Exit 76; 75 when the queue is full, 77 when the server's rules forbid it.
 */
export class ServerError extends GearctlError {
  readonly code = 'SERVER_ERROR';
  readonly server: string;
  readonly serverCode: string;

  constructor(server: string, serverCode: string, serverText: string, details: ErrorDetails = {}) {
    super(`${server} answered ${serverCode}${serverText === '' ? '' : `: ${serverText}`}`, details);
    this.server = server;
    this.serverCode = serverCode;
  }

  /** True when the server refused the job for want of room or of a working store: worth trying again later. */
  get isQueueError(): boolean {
    return this.serverCode === 'QUEUE_ERROR';
  }

  /** True when the server's rules do not allow what was asked (exit 77). */
  get isAccessDenied(): boolean {
    return this.serverCode === 'ACCESS_DENIED';
  }
}

// ── how a job or a wait ended ────────────────────────────────────────────────────────────────────

/** A job that ended with WORK_FAIL (exit 1). */
export class JobFailedError extends GearctlError {
  readonly code = 'JOB_FAILED';
}

/** A job that ended with WORK_EXCEPTION; `exception` is what the worker said (exit 2). */
export class JobExceptionError extends GearctlError {
  readonly code = 'JOB_EXCEPTION';
  readonly exception: Uint8Array;

  constructor(message: string, exception: Uint8Array, details: ErrorDetails = {}) {
    super(message, details);
    this.exception = exception;
  }
}

/** A foreground job whose connection broke after the server had accepted it: its outcome is unknown (exit 75). */
export class JobLostError extends GearctlError {
  readonly code = 'JOB_LOST';
}

/** A result larger than the caller allowed to be kept in memory (exit 76). */
export class ResultTooLargeError extends GearctlError {
  readonly code = 'RESULT_TOO_LARGE';
}

/** A time-out that passed (exit 124). */
export class TimeoutError extends GearctlError {
  readonly code = 'TIMEOUT';
}

/** The caller's AbortSignal fired, `cause` is its reason; or a signal stopped the process (exit 130, 143 for SIGTERM). */
export class AbortedError extends GearctlError {
  readonly code = 'ABORTED';
  /** The signal, if it was one. */
  readonly signal: string | undefined;

  constructor(message: string, details: ErrorDetails & { signal?: string } = {}) {
    super(message, details);
    this.signal = details.signal;
  }
}

/** Something was asked of a client, worker or server that is closed already. */
export class ClosedError extends GearctlError {
  readonly code = 'CLOSED';
}

// ── a command run for a job, a server started here ───────────────────────────────────────────────

/** A command that is not there (exit 127). */
export class CommandNotFoundError extends GearctlError {
  readonly code = 'COMMAND_NOT_FOUND';
}

/** A command that is there but may not be executed (exit 126). */
export class CommandNotExecutableError extends GearctlError {
  readonly code = 'COMMAND_NOT_EXECUTABLE';
}

/** The operating system refused a process, a FIFO or a descriptor (exit 71). */
export class SystemError extends GearctlError {
  readonly code = 'SYSTEM';
}

/** A server that could not listen where it was told to (exit 73; 77 when not permitted). `errno` is the system's code. */
export class ListenError extends GearctlError {
  readonly code = 'LISTEN_FAILED';
  readonly errno: string;

  constructor(message: string, errno: string, details: ErrorDetails = {}) {
    super(message, details);
    this.errno = errno;
  }
}

/** Why a file of kept jobs or outcomes cannot be used. */
export type StoreFault = 'in-use' | 'full' | 'read-only' | 'corrupt' | 'unreadable' | 'failed';

/** A peer that asked the server started here for what it may not have. */
export class AccessError extends GearctlError {
  readonly code = 'ACCESS_DENIED';
}

/** A file of kept jobs or outcomes that could not be opened, read or written (exit 73; 77 when not permitted). */
export class StoreError extends GearctlError {
  readonly code = 'STORE_FAILED';
  readonly fault: StoreFault;

  constructor(message: string, fault: StoreFault, details: ErrorDetails = {}) {
    super(message, details);
    this.fault = fault;
  }
}

/** A configuration file that is wrong; the message begins with `path:line` where there is a line (exit 78). */
export class ConfigError extends GearctlError {
  readonly code = 'BAD_CONFIG';
}
