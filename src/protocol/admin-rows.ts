/**
 * The rows of the admin protocol's lists, read and written. Readers take a line without its line end and give undefined
 * for one that is no such row; names are byte strings. Columns are numbers of jobs or connections.
 */

/** A row of `status`. `total` = waiting + running. */
export interface StatusRow {
  readonly functionName: string;
  readonly total: number;
  readonly running: number;
  readonly workers: number;
}

/** A row of `prioritystatus`: waiting jobs by priority; running ones are not counted. */
export interface PriorityStatusRow {
  readonly functionName: string;
  readonly high: number;
  readonly normal: number;
  readonly low: number;
  readonly workers: number;
}

/** A row of `workers`: one connection of any kind. `clientId` is `-` where none was set. */
export interface WorkerRow {
  /** The file descriptor in the server, or whatever the server numbers its connections by. */
  readonly fd: string;
  readonly address: string;
  readonly clientId: string;
  readonly functionNames: readonly string[];
}

/** A row of `show jobs`. */
export interface JobRow {
  readonly handle: string;
  readonly retries: number;
  /** Cancelled or abandoned, and not yet swept. */
  readonly ignored: boolean;
  /** A background job: it outlives its client. */
  readonly queued: boolean;
}

/** Reads a row of `status`. From the right, for a name may hold tabs and spaces. */
export function parseStatusRow(line: string): StatusRow | undefined {
  const columns = numbersFromTheRight(line, 3);
  if (columns === undefined) return undefined;
  const [total = 0, running = 0, workers = 0] = columns.numbers;
  return { functionName: columns.name, total, running, workers };
}

/** Reads a row of `prioritystatus`, from the right as well. */
export function parsePriorityStatusRow(line: string): PriorityStatusRow | undefined {
  const columns = numbersFromTheRight(line, 4);
  if (columns === undefined) return undefined;
  const [high = 0, normal = 0, low = 0, workers = 0] = columns.numbers;
  return { functionName: columns.name, high, normal, low, workers };
}

/**
 * Reads a row of `workers`: descriptor and address up to the first two spaces, then the client ID up to the last ` :`.
 * Either may be odd: IDs with spaces, empty IDs, addresses with a port or none that make sense.
 */
export function parseWorkerRow(line: string): WorkerRow | undefined {
  const head = /^(\S+) (\S+) /.exec(line);
  if (head === null) return undefined;
  const rest = line.slice(head[0].length);
  const colon = rest.endsWith(' :') || rest === ':' ? rest.length - 1 : rest.lastIndexOf(' : ') + 1;
  if (rest[colon] !== ':') return undefined;
  const clientId = rest.slice(0, Math.max(0, colon - 1));
  const functionNames = rest
    .slice(colon + 1)
    .split(' ')
    .filter((name) => name !== '');
  return { fd: head[1] as string, address: head[2] as string, clientId, functionNames };
}

/** Reads a row of `show jobs`. */
export function parseJobRow(line: string): JobRow | undefined {
  const columns = numbersFromTheRight(line, 3);
  if (columns === undefined) return undefined;
  const [retries = 0, ignored = 0, queued = 0] = columns.numbers;
  return { handle: columns.name, retries, ignored: ignored !== 0, queued: queued !== 0 };
}

/** Writes a row of `status`, LF included. */
export function formatStatusRow(row: StatusRow): string {
  return `${row.functionName}\t${row.total}\t${row.running}\t${row.workers}\n`;
}

/** Writes a row of `prioritystatus`, LF included. */
export function formatPriorityStatusRow(row: PriorityStatusRow): string {
  return `${row.functionName}\t${row.high}\t${row.normal}\t${row.low}\t${row.workers}\n`;
}

/** Writes a row of `workers`, LF included; a connection without functions ends in the colon. */
export function formatWorkerRow(row: WorkerRow): string {
  return `${row.fd} ${row.address} ${row.clientId} :${row.functionNames.map((name) => ` ${name}`).join('')}\n`;
}

/** Writes a row of `show jobs`, LF included. */
export function formatJobRow(row: JobRow): string {
  return `${row.handle}\t${row.retries}\t${row.ignored ? 1 : 0}\t${row.queued ? 1 : 0}\n`;
}

function numbersFromTheRight(line: string, count: number): { name: string; numbers: number[] } | undefined {
  const columns = line.split('\t');
  if (columns.length <= count) return undefined;
  const numbers = columns.slice(-count).map((column) => (/^\d+$/.test(column) ? Number(column) : Number.NaN));
  if (numbers.some(Number.isNaN)) return undefined;
  return { name: columns.slice(0, -count).join('\t'), numbers };
}
