import {
  AbortedError,
  FileCreationError,
  GearctlError,
  ListenError,
  NoServerError,
  ServerError,
  StoreError,
  TlsError,
} from '../errors.js';

/**
 * Every exit code of gearctl, the same for all commands and with every output format. 64 to 78 are those of sysexits(3),
 * 124 to 127 those of timeout(1), and a signal counts 128 and its number.
 */
export const EXIT_CODES = [
  { name: 'OK', code: 0, when: 'everything asked for happened' },
  { name: 'JOB_FAILED', code: 1, when: 'a job failed (all of them, when there were many)' },
  { name: 'JOB_EXCEPTION', code: 2, when: 'a job ended with an exception' },
  { name: 'PARTIAL', code: 3, when: 'some jobs, items or servers succeeded and some did not' },
  { name: 'NOT_FOUND', code: 4, when: 'what was named does not exist: a function, a handle, a unique ID' },
  { name: 'UNMET', code: 5, when: 'a condition that was demanded does not hold' },
  { name: 'USAGE', code: 64, when: 'flags or arguments that make no sense' },
  { name: 'DATA', code: 65, when: 'input that does not parse, or a name that Gearman cannot carry' },
  { name: 'NOINPUT', code: 66, when: 'an input file that is missing or unreadable' },
  { name: 'UNAVAILABLE', code: 69, when: 'no server could be reached' },
  { name: 'SOFTWARE', code: 70, when: 'a bug in gearctl' },
  { name: 'OSERR', code: 71, when: 'the system refused a process, memory or a descriptor' },
  { name: 'CANTCREAT', code: 73, when: 'a file or a listening socket that could not be made' },
  { name: 'IOERR', code: 74, when: 'output that could not be written, as when the disk is full' },
  {
    name: 'TEMPFAIL',
    code: 75,
    when: 'worth trying again: the queue is full, or the connection was lost before the answer',
  },
  { name: 'PROTOCOL', code: 76, when: 'a server that answered with an error or with nonsense' },
  { name: 'NOPERM', code: 77, when: 'not permitted: by TLS, by the server or by the system' },
  { name: 'CONFIG', code: 78, when: 'a configuration file that is wrong' },
  { name: 'TIMEOUT', code: 124, when: 'the time given by --timeout has passed' },
  { name: 'CANTEXEC', code: 126, when: 'a command that may not be executed' },
  { name: 'NOCOMMAND', code: 127, when: 'a command that does not exist' },
  { name: 'INTERRUPTED', code: 130, when: 'stopped by SIGINT (^C)' },
  { name: 'PIPE', code: 141, when: 'nobody reads the output any more' },
  { name: 'TERMINATED', code: 143, when: 'stopped by SIGTERM' },
] as const satisfies readonly { name: string; code: number; when: string }[];

/** The name of an exit code. */
export type ExitName = (typeof EXIT_CODES)[number]['name'];

/** The exit codes by name. */
export const EXIT = Object.fromEntries(EXIT_CODES.map(({ name, code }) => [name, code])) as Readonly<
  Record<ExitName, number>
>;

/** How a command ends that met an error with this code. Where more than the code decides, see `exitCodeFor`. */
const EXIT_BY_ERROR: Readonly<Record<string, ExitName>> = {
  USAGE: 'USAGE',
  BAD_ADDRESS: 'USAGE',
  BAD_NAME: 'DATA',
  BAD_INPUT: 'DATA',
  NO_INPUT: 'NOINPUT',
  OUTPUT_FAILED: 'IOERR',
  FILE_NOT_CREATED: 'CANTCREAT',
  NOT_FOUND: 'NOT_FOUND',
  UNMET: 'UNMET',
  CONNECT_FAILED: 'UNAVAILABLE',
  NO_SERVER: 'UNAVAILABLE',
  TLS_FAILED: 'NOPERM',
  CONNECTION_LOST: 'TEMPFAIL',
  PROTOCOL: 'PROTOCOL',
  PACKET_TOO_LARGE: 'PROTOCOL',
  SERVER_ERROR: 'PROTOCOL',
  JOB_FAILED: 'JOB_FAILED',
  JOB_EXCEPTION: 'JOB_EXCEPTION',
  JOB_LOST: 'TEMPFAIL',
  RESULT_TOO_LARGE: 'PROTOCOL',
  TIMEOUT: 'TIMEOUT',
  ABORTED: 'INTERRUPTED',
  COMMAND_NOT_FOUND: 'NOCOMMAND',
  COMMAND_NOT_EXECUTABLE: 'CANTEXEC',
  SYSTEM: 'OSERR',
  LISTEN_FAILED: 'CANTCREAT',
  STORE_FAILED: 'CANTCREAT',
  BAD_CONFIG: 'CONFIG',
  ACCESS_DENIED: 'NOPERM',
};

/** Gives the exit code of a command that met `error`; 70 for one that gearctl did not throw on purpose. */
export function exitCodeFor(error: unknown): number {
  if (!(error instanceof GearctlError)) return EXIT.SOFTWARE;
  if (error instanceof AbortedError && error.cause instanceof GearctlError) return exitCodeFor(error.cause);
  return EXIT[nameFor(error)];
}

function nameFor(error: GearctlError): ExitName {
  if (error instanceof NoServerError && error.failures.length > 0) {
    if (error.failures.every((failure) => failure instanceof TlsError)) return 'NOPERM';
  }
  if (error instanceof AbortedError && error.signal === 'SIGTERM') return 'TERMINATED';
  if (error instanceof ServerError && error.isQueueError) return 'TEMPFAIL';
  if (error instanceof ServerError && error.isAccessDenied) return 'NOPERM';
  const mayBeForbidden = error instanceof ListenError || error instanceof FileCreationError;
  if (mayBeForbidden && ['EACCES', 'EPERM'].includes(error.errno)) return 'NOPERM';
  if (error instanceof StoreError && error.fault === 'read-only') return 'NOPERM';
  return EXIT_BY_ERROR[error.code] ?? 'SOFTWARE';
}
